// One event stream for many pages. The hub lives in a shared worker or in the page that leads; it knows which page
// wants which topics, keeps one stream for all of them, and resumes after the last event it saw.
export interface Change {
  topic: string;
  kind: string;
  id: string;
  verb: string;
}

export type News = { type: "change"; change: Change } | { type: "reset" } | { type: "gone" };

export type Source = Pick<EventSource, "close" | "readyState" | "addEventListener">;
export type Opener = (url: string) => Source;

const MOST_TOPICS = 150;
const SETTLE = 300;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const CLOSED = 2;

export class Hub {
  private readonly pages = new Map<string, string[]>();
  /** Microseconds: from when on a page has not heard what it now asks for; 0 where the last event says enough. */
  private since = 0;
  private source: Source | null = null;
  private asked = "";
  private last = "";
  private wait = FIRST_WAIT;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ended = false;

  constructor(
    private readonly url: string,
    private readonly tell: (news: News) => void,
    private readonly open: Opener = (address) => new EventSource(address),
    readonly settle: number = SETTLE,
  ) {}

  /** A page says which topics it shows and when it read them; an empty list keeps the page but asks for nothing. */
  want(page: string, topics: string[], read: number): void {
    this.pages.set(page, topics);
    const heard = new Set(this.asked ? this.asked.split(",") : []);
    if (read && topics.some((topic) => !heard.has(topic))) this.since = this.since ? Math.min(this.since, read) : read;
    this.later(this.settle);
  }

  leave(page: string): void {
    this.pages.delete(page);
    this.later(this.settle);
  }

  /** The topics of all pages; beyond the server's limit only their kinds, which hear more and miss nothing. */
  topics(): string[] {
    const all = new Set<string>();
    this.pages.forEach((topics) => topics.forEach((topic) => all.add(topic)));
    const list = all.size > MOST_TOPICS ? [...new Set([...all].map((topic) => topic.split(":")[0] || topic))] : [...all];
    return list.sort();
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    this.asked = "";
  }

  private later(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), milliseconds);
  }

  private connect(): void {
    const wanted = this.topics().join(",");
    const alive = this.source !== null && this.source.readyState !== CLOSED;
    if (this.ended || (alive && wanted === this.asked)) return;
    this.close();
    if (!wanted) return;
    this.asked = wanted;
    const after = this.last ? `&after=${this.last}` : "";
    const since = this.since ? `&since=${this.since}` : "";
    const source = this.open(`${this.url}?topics=${encodeURIComponent(wanted)}${after}${since}`);
    this.source = source;
    source.addEventListener("open", () => (this.wait = FIRST_WAIT));
    source.addEventListener("change", (event) => this.heard(event as MessageEvent));
    source.addEventListener("reset", () => this.tell({ type: "reset" }));
    source.addEventListener("gone", () => {
      this.ended = true;
      this.close();
      this.tell({ type: "gone" });
    });
    source.addEventListener("error", () => this.lost(source));
  }

  private heard(event: MessageEvent): void {
    if (event.lastEventId) this.last = event.lastEventId;
    this.since = 0;
    this.tell({ type: "change", change: JSON.parse(event.data) as Change });
  }

  private lost(source: Source): void {
    if (source !== this.source || source.readyState !== CLOSED) return; // the browser itself tries again
    this.later(this.wait);
    this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
  }
}
