// The photos of a form: shrunk, shown, sent one by one beside the form in pieces, taken up again after a lost line.
import { startPlain } from "./plain";
import { shrink } from "./shrink";

const ADDRESS = "/live/uploads";
const PIECE = 512 * 1024;
const TRIES = 6;
const TEXT = {
  zh: {
    remove: "移除", again: "重试", sent: "已传", waiting: "等待上传", lost: "网络断了，没有传上",
    busy: (n: number) => `还有 ${n} 张正在上传，传完自动提交`,
    failed: (n: number) => `有 ${n} 张没有传上，请重试或移除`,
    many: (n: number) => `最多 ${n} 张，多出的没有加入`,
    count: (n: number) => `已选 ${n} 张`,
  },
  en: {
    remove: "Remove", again: "Retry", sent: "sent", waiting: "waiting", lost: "connection lost, not sent",
    busy: (n: number) => `${n} still being sent; the form goes off afterwards`,
    failed: (n: number) => `${n} were not sent: retry or remove`,
    many: (n: number) => `At most ${n}; the others were left out`,
    count: (n: number) => `${n} chosen`,
  },
};
const words = () => (document.documentElement.lang === "en" ? TEXT.en : TEXT.zh);

interface Answer {
  status: number;
  body: { token?: string; offset?: number; complete?: boolean; title?: string };
}

function ask(method: string, url: string, headers: Record<string, string>, data: Blob | null, told?: (n: number) => void): Promise<Answer> {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (told) request.upload.onprogress = (event) => told(event.loaded);
    request.timeout = 120_000;
    const end = () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText || "{}");
      } catch {
        // a proxy's page in place of an answer
      }
      done({ status: request.status, body });
    };
    request.onload = end;
    request.onerror = request.ontimeout = request.onabort = end;
    request.send(data);
  });
}

const pause = (ms: number) => new Promise((done) => window.setTimeout(done, ms));
const passing = (status: number) => status === 0 || status === 408 || status === 409 || status >= 500;

class Photo {
  item = document.createElement("li");
  state: "waiting" | "sending" | "sent" | "failed" | "refused" = "waiting";
  private token = "";
  private bar = document.createElement("progress");
  private line = document.createElement("span");
  private again = document.createElement("button");

  constructor(private box: Photos, public file: File) {
    this.item.setAttribute("data-photo", "");
    if (file.type.startsWith("image/")) {
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      image.onload = () => URL.revokeObjectURL(image.src);
      this.item.append(image);
    } else {
      const name = document.createElement("span");
      name.className = "paper";
      name.textContent = file.name;
      this.item.append(name);
    }
    this.line.className = "said";
    this.line.textContent = words().waiting;
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.again.type = "button";
    this.again.className = "b xs";
    this.again.textContent = words().again;
    this.again.hidden = true;
    this.again.addEventListener("click", () => {
      this.show("waiting", words().waiting);
      this.box.pump();
    });
    const feet = document.createElement("span");
    feet.className = "row";
    feet.append(this.again, removal(() => this.box.remove(this)));
    this.item.append(this.bar, this.line, feet);
  }

  async send(): Promise<void> {
    this.show("sending", "0 %");
    const data = await shrink(this.file);
    for (let trial = 0; trial < TRIES && this.state === "sending"; trial += 1) {
      if (trial) await pause(500 * 2 ** trial);
      const last = await this.go(data);
      if (!last) return;
      if (!passing(last.status)) {
        this.token = "";
        this.show("refused", last.body.title || String(last.status));
        return;
      }
    }
    if (this.state === "sending") this.show("failed", words().lost);
  }

  /** Sends what is left; the answer that stopped it, or null when everything is there. */
  private async go(data: Blob): Promise<Answer | null> {
    let offset = 0;
    if (this.token) {
      const stand = await ask("GET", `${ADDRESS}/${this.token}`, {}, null);
      if (stand.status === 404) this.token = "";
      else if (stand.status !== 200) return stand;
      else if (stand.body.complete) return this.complete();
      else offset = stand.body.offset || 0;
    }
    if (!this.token) {
      const begun = await ask("POST", ADDRESS, { "Upload-Length": String(data.size) }, null);
      if (begun.status !== 201 || !begun.body.token) return begun;
      this.token = begun.body.token;
    }
    for (;;) {
      const piece = data.slice(offset, offset + PIECE);
      const headers = { "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" };
      const told = (n: number) => this.progress((offset + n) / data.size);
      const taken = await ask("PATCH", `${ADDRESS}/${this.token}`, headers, piece, told);
      if (taken.status !== 200) return taken;
      if (taken.body.complete) return this.complete();
      offset = taken.body.offset || 0;
    }
  }

  private complete(): null {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = this.box.name;
    field.value = this.token;
    this.item.append(field);
    this.show("sent", words().sent);
    return null;
  }

  private progress(share: number): void {
    this.bar.value = Math.round(share * 100);
    this.line.textContent = `${Math.min(99, Math.round(share * 100))} %`;
  }

  private show(state: Photo["state"], text: string): void {
    this.state = state;
    this.line.textContent = text;
    this.bar.hidden = state !== "sending";
    this.again.hidden = state !== "failed";
    this.item.classList.toggle("wrong", state === "failed" || state === "refused");
  }

  drop(): void {
    if (this.state === "sending") this.state = "refused"; // stops the sending at its next step
    if (this.token) void ask("DELETE", `${ADDRESS}/${this.token}`, {}, null);
    this.item.remove();
  }
}

function removal(act: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "b xs";
  button.textContent = words().remove;
  button.addEventListener("click", act);
  return button;
}

class Photos {
  name: string;
  private photos: Photo[] = [];
  private list: HTMLElement;
  private said: HTMLElement | null;
  private busy = false;
  private wanted: (() => void) | null = null;

  constructor(private root: HTMLElement) {
    this.name = root.dataset.photos || "";
    this.list = root.querySelector("[data-photos-list]") as HTMLElement;
    this.said = root.querySelector("[data-photos-said]");
    root.classList.add("scripted");
    for (const item of Array.from(this.list.querySelectorAll<HTMLElement>("[data-photo]"))) {
      const check = item.querySelector("label");
      const button = removal(() => {
        item.remove();
        this.tell();
      });
      if (check) check.replaceWith(button);
    }
    for (const input of Array.from(root.querySelectorAll<HTMLInputElement>("[data-photos-input]"))) {
      input.addEventListener("change", () => this.add(input));
    }
    const form = root.closest("form");
    form?.addEventListener("submit", (event) => this.submitted(form, event as SubmitEvent), true);
    window.addEventListener("online", () => this.retry());
  }

  private count(): number {
    return this.list.querySelectorAll("[data-photo]").length;
  }

  private add(input: HTMLInputElement): void {
    const most = Number(this.root.dataset.most || 9);
    const files = Array.from(input.files || []);
    input.value = "";
    for (const file of files) {
      if (this.count() >= most) {
        this.tell(words().many(most));
        this.pump();
        return;
      }
      const photo = new Photo(this, file);
      this.photos.push(photo);
      this.list.append(photo.item);
    }
    this.tell();
    this.pump();
  }

  remove(photo: Photo): void {
    this.photos = this.photos.filter((other) => other !== photo);
    photo.drop();
    this.tell();
    this.root.querySelector<HTMLInputElement>("[data-photos-input]:not([hidden])")?.focus();
  }

  private retry(): void {
    for (const photo of this.photos) if (photo.state === "failed") photo.state = "waiting";
    this.pump();
  }

  async pump(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    for (;;) {
      const next = this.photos.find((photo) => photo.state === "waiting");
      if (!next) break;
      await next.send();
    }
    this.busy = false;
    const go = this.wanted;
    this.wanted = null;
    if (go && !this.stuck()) go();
    else if (go) this.tell(words().failed(this.stuck()));
  }

  private stuck(): number {
    return this.photos.filter((photo) => photo.state === "failed" || photo.state === "refused").length;
  }

  private submitted(form: HTMLFormElement, event: SubmitEvent): void {
    const waiting = this.photos.filter((photo) => photo.state === "waiting" || photo.state === "sending").length;
    if (!waiting && !this.stuck()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.tell(waiting ? words().busy(waiting) : words().failed(this.stuck()));
    const by = event.submitter as HTMLElement | null;
    if (waiting) this.wanted = () => (form.requestSubmit ? form.requestSubmit(by) : form.submit());
  }

  private tell(text?: string): void {
    if (this.said) this.said.textContent = text || words().count(this.count());
  }
}

export function startPhotos(root: HTMLElement): void {
  if (root.hasAttribute("data-photos-live")) new Photos(root);
  else startPlain(root);
}
