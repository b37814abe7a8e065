// htmx, tamed for a strict policy, and its failures told in words on the page.
import htmx from "htmx.org";

const TEXT = {
  zh: {
    lost: "没有网络或服务器没有回答，刚才的操作没有保存。请检查网络后再试。",
    refused: "不能办：不在你现在岗位的范围里。",
    changed: "没有保存：别人刚刚办过了，请刷新看现在的样子。",
    broken: "系统出错，没有保存。请稍后再试；错误编号 ",
  },
  en: {
    lost: "No network, or the server did not answer: nothing was saved. Check the connection and try again.",
    refused: "Not allowed: outside the reach of your present post.",
    changed: "Not saved: somebody was faster. Reload to see how it stands now.",
    broken: "The system failed and nothing was saved. Try again later; error number ",
  },
};

const words = () => (document.documentElement.lang === "en" ? TEXT.en : TEXT.zh);

export function say(text: string): void {
  const place = document.getElementById("said");
  if (!place) return;
  const note = document.createElement("div");
  note.className = "note e";
  note.setAttribute("role", "alert");
  note.textContent = text;
  place.textContent = "";
  place.append(note);
  note.scrollIntoView({ block: "nearest" });
}

function failed(request: XMLHttpRequest): string {
  if (request.status === 403 || request.status === 404) return words().refused;
  if (request.status === 409) return words().changed;
  return words().broken + (request.getResponseHeader("X-Request-ID") || request.status);
}

export function startHtmx(): void {
  htmx.config.allowEval = false;
  htmx.config.includeIndicatorStyles = false;
  htmx.config.allowScriptTags = false;
  htmx.config.selfRequestsOnly = true;
  htmx.config.historyCacheSize = 0; // no page with personal data stays in the browser's storage
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent).detail;
    // A whole page where a fragment was asked: the session ended, so go there instead of showing it in a table.
    const whole = /^\s*<!doctype/i.test(detail.xhr.responseText || "");
    if (!whole || detail.target === document.body || detail.boosted || detail.xhr.status >= 400) return;
    detail.shouldSwap = false;
    window.location.assign(detail.xhr.responseURL || window.location.href);
  });
  document.addEventListener("htmx:responseError", (event) => say(failed((event as CustomEvent).detail.xhr)));
  document.addEventListener("htmx:sendError", () => say(words().lost));
  document.addEventListener("htmx:timeout", () => say(words().lost));
  const offline = () => {
    for (const strip of Array.from(document.querySelectorAll<HTMLElement>("[data-offline]"))) strip.hidden = navigator.onLine;
  };
  window.addEventListener("online", offline);
  window.addEventListener("offline", offline);
  offline();
}

export { htmx };
