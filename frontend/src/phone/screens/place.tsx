// One place: why here, what to look at, what was wrong last time, and the four answers.
import { keep } from "../keep";
import type { Deed, Open, Place, Question, Stop } from "../model";
import { app, kindOf, placeOf, prefer, update } from "../state";
import { go, home } from "../routes";
import { locate } from "../where";
import { t } from "../words";
import { Blank, floorName, Head, Icon, moment, Said, Strip } from "./parts";
import { Reading } from "./reading";

type Plain = Extract<Deed, "seen" | "no_entry" | "no_time">;
const PLAIN: Record<Plain, "看过，未发现" | "进不去" | "没时间看"> = { seen: "看过，未发现", no_entry: "进不去", no_time: "没时间看" };

async function say(kind: Plain, place: Place, stop?: Stop): Promise<void> {
  const here = location.hash;
  if (await keep({ kind, place: place.id, stop: stop?.stop, later: app.later === place.id, title: `${place.name} · ${t(PLAIN[kind])}` })) home(here);
}

export function Answers({ place, stop }: { place: Place; stop?: Stop }) {
  return (
    <div class="answers">
      <a class="big p" href={`#/camera/${place.id}${stop ? `/${stop.stop}` : ""}`} data-hazard onClick={() => app.prefs.locate && void locate()}>
        <Icon name="camera" size="l" />{t("有隐患，拍照")}
      </a>
      <button class="big" type="button" data-seen onClick={() => void say("seen", place, stop)}><Icon name="check" size="l" />{t("看过，未发现")}</button>
      <div class="two">
        <button class="big quiet" type="button" data-no-entry onClick={() => void say("no_entry", place, stop)}><Icon name="door" />{t("进不去")}</button>
        <button class="big quiet" type="button" data-no-time onClick={() => void say("no_time", place, stop)}><Icon name="clock" />{t("没时间看")}</button>
      </div>
      <Later on={app.later === place.id} set={(on) => update({ later: on ? place.id : null })} />
      {app.prefs.locate === undefined && window.isSecureContext && <Locate />}
    </div>
  );
}

/** 补记: a quiet choice beside the usual answers, never in their way. */
export function Later({ on, set }: { on: boolean; set: (on: boolean) => void }) {
  return (
    <button class="b t later" type="button" data-later aria-pressed={on} onClick={() => set(!on)}>
      <Icon name={on ? "check" : "history"} size="s" />{on ? t("补记：之前看的，现在才记") : t("不是现在看的？补记")}
    </button>
  );
}

function Locate() {
  const choose = async (yes: boolean): Promise<void> => {
    await prefer({ locate: yes });
    if (yes) await locate();
  };
  return (
    <div class="ask">
      <p>{t("记录时附上位置吗？只在记录那一刻取一个点，不记路线。不附也行。")}</p>
      <div class="two">
        <button class="b" type="button" onClick={() => void choose(true)}>{t("附上")}</button>
        <button class="b" type="button" onClick={() => void choose(false)}>{t("不附")}</button>
      </div>
    </div>
  );
}

export function Facts({ place, stop }: { place: Place; stop?: Stop }) {
  const look = stop?.look_at || [];
  return (
    <>
      {!!stop?.why.length && <div class="cause"><b>{t("为什么来这里")}</b><br />{stop.why.join(t("；"))}</div>}
      {!!look.length && <ul class="look">{look.map((one) => <li>{one}</li>)}</ul>}
      {!!place.facts.length && <ul class="look mute">{place.facts.map((one) => <li>{one}</li>)}</ul>}
      {place.last && <p class="mute">{t("上次：{when}，{what}", { when: moment(place.last.at), what: outcome(place.last.outcome) })}</p>}
      {place.open.map((one) => <LastFault one={one} />)}
    </>
  );
}

const OUTCOMES: Record<string, "看过，未发现" | "进不去" | "没时间看" | "有隐患"> = { seen: "看过，未发现", no_entry: "进不去", no_time: "没时间看", hazard: "有隐患", same: "有隐患" };
const outcome = (code: string): string => (OUTCOMES[code] ? t(OUTCOMES[code]) : code);

const spotWords = (one: Open): string => [typeof one.floor === "number" ? floorName(one.floor) : one.floor, one.spot].filter(Boolean).join(" · ");
export const faultWords = (one: Open): string => [kindOf(one.kind)?.name || one.kind, spotWords(one)].filter(Boolean).join(" · ");

/** `short`: where the kind is said already. */
export function LastFault({ one, short }: { one: Open; short?: boolean }) {
  return (
    <div class="fault">
      {one.photo && <img src={one.photo} alt={t("上次的照片：{what}", { what: faultWords(one) })} loading="lazy" />}
      <div>
        <b>{short ? spotWords(one) || one.number : t("还没改好：{what}", { what: faultWords(one) })}</b>
        <p>{one.number}{one.due && ` · ${t("期限 {day}", { day: one.due.slice(0, 10) })}`}</p>
      </div>
    </div>
  );
}

function unanswered(): Question[] {
  const answered = new Set(app.records.filter((one) => one.kind === "answer" && !one.undone).map((one) => one.data.question));
  const later = app.prefs.later || [];
  return (app.day?.questions || []).filter((q) => !answered.has(q.id) && !later.includes(q.id));
}

export function Asked({ place }: { place: Place }) {
  const one = unanswered().find((q) => q.place === place.id);
  return one ? <Ask one={one} /> : null;
}

/** All that is asked, also about places that are not taken along. */
export function AskedAll() {
  const rows = unanswered();
  return rows.length ? <div class="mpad card">{rows.map((one) => <Ask key={one.id} one={one} named />)}</div> : null;
}

function Ask({ one, named }: { one: Question; named?: boolean }) {
  const name = placeOf(one.place)?.name || one.name || "";
  const answer = (value: string, text: string) => void keep({ kind: "answer", place: one.place, data: { question: one.id, value }, title: `${name} · ${text}` });
  return (
    <section class="ask" aria-label={t("想问一句")}>
      <p><b>{t("想问一句")}</b> {named && `${name}：`}{one.text}</p>
      {one.why && <p class="sm mute">{one.why}</p>}
      <div class="two">{one.answers.map((a) => <button class="b" type="button" onClick={() => answer(a.value, a.text)}>{a.text}</button>)}</div>
      {one.consequence && <p class="sm mute">{one.consequence}</p>}
      <button class="b t" type="button" onClick={() => void prefer((stored) => ({ later: [...(stored.later || []), one.id] }))}>{t("以后再说")}</button>
    </section>
  );
}

export function PlaceScreen({ id }: { id: number }) {
  const place = placeOf(id);
  if (!place) return <><Head back title={t("地点")} /><main id="main"><Blank what={t("这个地点不在今天带出来的资料里。")}><p>{t("可能不在你的网格，或还没更新。到“同步”里点“现在传”。")}</p></Blank></main></>;
  const stop = app.day?.round?.stops.find((one) => one.place === id);
  return (
    <>
      <Head back title={place.name} sub={place.full_name} />
      <main id="main">
        <Strip /><Said />
        <section class="msheet mpad card">
          <Facts place={place} stop={stop} />
          <Asked place={place} />
          <Answers place={place} stop={stop} />
        </section>
        <Reading place={place} />
        <Children of={place} />
      </main>
    </>
  );
}

function Children({ of }: { of: Place }) {
  const inside = (app.day?.places || []).filter((one) => one.parent === of.id);
  if (!inside.length) return null;
  return (
    <>
      <h2 class="mh mpad low">{t("里面的地点")}</h2>
      <ul class="msheet">{inside.map((one) => <li><button class="mli bare" type="button" onClick={() => go(`/place/${one.id}`)}><b>{one.name}</b><Icon name="chevron-right" /></button></li>)}</ul>
    </>
  );
}
