// The shared worker: all tabs of a browser on one stream, so that eight tabs do not use up its connections.
import { Hub, News } from "./hub";

interface Ask {
  type: "want" | "bye";
  url: string;
  topics: string[];
  read: number;
}

const scope = self as unknown as { onconnect: (event: MessageEvent) => void };
const ports = new Map<string, MessagePort>();
let hub: Hub | null = null;
let serial = 0;

const tell = (news: News): void => {
  ports.forEach((port) => port.postMessage(news));
  if (news.type === "gone") hub = null; // the next page that asks after signing in again starts anew
};

scope.onconnect = (connect) => {
  const port = connect.ports[0];
  if (!port) return;
  const name = String(++serial);
  ports.set(name, port);
  port.onmessage = (event: MessageEvent<Ask>) => {
    if (event.data.type === "bye") {
      ports.delete(name);
      hub?.leave(name);
      return;
    }
    hub = hub || new Hub(event.data.url, tell);
    hub.want(name, event.data.topics, event.data.read);
  };
};
