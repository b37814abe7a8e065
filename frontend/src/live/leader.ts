// Without a shared worker (Android's WebView) one tab leads: it holds a lock that it renews, keeps the stream, and passes
// the news on over a broadcast channel. When it goes or freezes, the lock runs out and another tab takes over.
import { Hub, News } from "./hub";

const LOCK = "anju-live-leader";
const HELD = 6_000;
const RENEW = 2_000;

type Word = { type: "want"; page: string; topics: string[]; read: number } | { type: "leave"; page: string } | { type: "who" } | { type: "news"; news: News };

interface Held {
  page: string;
  until: number;
}

export class Leader {
  private readonly page = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  private readonly channel: BroadcastChannel | null;
  private hub: Hub | null = null;
  private topics: string[] = [];
  private read = 0;
  private readonly timer: number;

  constructor(
    private readonly url: string,
    private readonly tell: (news: News) => void,
  ) {
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel("anju-live") : null;
    if (this.channel) this.channel.onmessage = (event: MessageEvent<Word>) => this.hear(event.data);
    this.timer = window.setInterval(() => this.stand(), RENEW);
    this.stand();
  }

  want(topics: string[], read: number): void {
    this.topics = topics;
    this.read = read;
    if (this.hub) this.hub.want(this.page, topics, read);
    else this.ask();
  }

  leave(): void {
    window.clearInterval(this.timer);
    this.say({ type: "leave", page: this.page });
    this.hub?.close();
    if (this.hub && this.held()?.page === this.page) localStorage.removeItem(LOCK);
    this.hub = null;
    this.channel?.close();
  }

  /** Take or renew the lock; without storage or channel every tab is its own leader. */
  private stand(): void {
    const held = this.held();
    const free = !held || held.until < Date.now() || held.page === this.page;
    if (!this.channel || free) this.lead();
    else if (this.hub) this.resign();
  }

  private lead(): void {
    try {
      localStorage.setItem(LOCK, JSON.stringify({ page: this.page, until: Date.now() + HELD }));
    } catch {
      // storage refused: stay a leader for this tab alone
    }
    if (this.hub) return;
    this.hub = new Hub(this.url, (news) => {
      this.say({ type: "news", news });
      this.tell(news);
    });
    this.hub.want(this.page, this.topics, this.read);
    this.say({ type: "who" });
  }

  private resign(): void {
    this.hub?.close();
    this.hub = null;
    this.ask();
  }

  private ask(): void {
    this.say({ type: "want", page: this.page, topics: this.topics, read: this.read });
  }

  private hear(word: Word): void {
    if (word.type === "news") this.tell(word.news);
    else if (word.type === "who") this.ask();
    else if (word.type === "want") this.hub?.want(word.page, word.topics, word.read);
    else this.hub?.leave(word.page);
  }

  private say(word: Word): void {
    this.channel?.postMessage(word);
  }

  private held(): Held | null {
    try {
      return JSON.parse(localStorage.getItem(LOCK) || "null") as Held | null;
    } catch {
      return null;
    }
  }
}
