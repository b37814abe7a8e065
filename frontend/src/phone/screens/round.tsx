// Today's round: the stop that is next, and the others in walking order.
import { Component } from "preact";
import type { Place, Stop } from "../model";
import { app, placeOf, prefer } from "../state";
import { go } from "../routes";
import { dropDraft } from "../keep";
import { update } from "../state";
import { t } from "../words";
import { Answers, Asked, Facts } from "./place";
import { Blank, Head, Icon, moment, placeName, Said, Strip, Tabs } from "./parts";

const OPEN = ["", "todo", "open", "planned", "waiting", "pending"];
const ENDS = ["seen", "no_entry", "no_time", "hazard", "same"];

export function ordered(prefs = app.prefs): Stop[] {
  const round = app.day?.round;
  if (!round) return [];
  const order = prefs.order?.[round.id] || [];
  const rank = (stop: Stop): number => (order.includes(stop.stop) ? order.indexOf(stop.stop) : order.length + stop.order);
  return [...round.stops].sort((a, b) => rank(a) - rank(b));
}

/** What became of a stop, here or on the server; "" where it is still to be looked at. */
export function outcomeOf(stop: Stop): string {
  const mine = app.records.filter((one) => one.stop === stop.stop && !one.undone && ENDS.includes(one.kind));
  return mine.length ? mine[mine.length - 1]!.kind : OPEN.includes(stop.state) ? "" : stop.state;
}

const metres = (stop: Stop): string => (stop.metres === null || stop.metres === undefined ? "" : t("{n} 米", { n: stop.metres }));

export class Round extends Component<object, { moving: boolean; done: boolean }> {
  state = { moving: false, done: false };

  private move(stop: Stop, by: number): void {
    void prefer((stored) => {
      const stops = ordered(stored).filter((one) => one.stop !== stop.stop);
      const at = ordered(stored).findIndex((one) => one.stop === stop.stop) + by;
      if (at < 0 || at > stops.length) return {};
      stops.splice(at, 0, stop);
      return { order: { ...stored.order, [app.day!.round!.id]: stops.map((one) => one.stop) } };
    });
  }

  render() {
    const day = app.day;
    if (!day) return <Empty />;
    const stops = ordered();
    const left = stops.filter((one) => !outcomeOf(one) && placeOf(one.place));
    const past = stops.filter((one) => outcomeOf(one));
    const now = left[0];
    const minutes = day.round && stops.length ? Math.round((day.round.minutes * left.length) / stops.length) : 0;
    const sub = day.round ? t("{grid} · 还有 {n} 处，约 {m} 分钟", { grid: day.member.grid?.name || "", n: left.length, m: minutes }) : day.member.grid?.name;
    return (
      <>
        <Head title={t("今日巡查")} sub={sub}><a class="b" href="#/scan"><Icon name="qrcode" size="s" />{t("扫码")}</a></Head>
        <main id="main">
          <Strip /><Said /><Drafts />
          {now ? <Now stop={now} place={placeOf(now.place)!} n={stops.indexOf(now) + 1} /> : <Over any={!!day.round} />}
          {left.length > 1 && (
            <>
              <h2 class="mh mpad low">{t("后面 {n} 处", { n: left.length - 1 })}
                <button class="b t" type="button" aria-pressed={this.state.moving} onClick={() => this.setState({ moving: !this.state.moving })}>{this.state.moving ? t("改好了") : t("改顺序")}</button>
              </h2>
              <ul class="msheet">{left.slice(1).map((one) => this.line(one, stops.indexOf(one) + 1))}</ul>
            </>
          )}
          {past.length > 0 && this.past(past)}
          <p class="mpad"><a class="b wide" href="#/mine"><Icon name="history" />{t("我记的")}</a></p>
        </main>
        <Tabs at="/" />
      </>
    );
  }

  private line(stop: Stop, n: number) {
    const place = placeOf(stop.place)!;
    const about = <><span class="pt">{n}</span><span><b>{place.name}</b><small>{stop.why[0] || place.full_name}</small></span></>;
    if (!this.state.moving) return <li key={stop.stop}><button class="mli" type="button" onClick={() => go(`/place/${place.id}`)}>{about}<span class="mute nw">{metres(stop)}</span></button></li>;
    return (
      <li key={stop.stop} class="mli">{about}
        <span class="row">
          <button class="b icon" type="button" aria-label={t("{name} 往前", { name: place.name })} onClick={() => this.move(stop, -1)}><Icon name="arrow-up" /></button>
          <button class="b icon" type="button" aria-label={t("{name} 往后", { name: place.name })} onClick={() => this.move(stop, 1)}><Icon name="arrow-down" /></button>
        </span>
      </li>
    );
  }

  private past(stops: Stop[]) {
    const found = stops.filter((one) => ["hazard", "same"].includes(outcomeOf(one))).length;
    return (
      <details class="msheet past">
        <summary class="mli"><span class="pt ok"><Icon name="check" size="s" /></span><span class="mute">{found ? t("已看 {n} 处，{m} 处有隐患", { n: stops.length, m: found }) : t("已看 {n} 处", { n: stops.length })}</span><Icon name="chevron-down" /></summary>
        <ul>{stops.map((one) => <li key={one.stop}><button class="mli bare" type="button" onClick={() => go(`/place/${one.place}`)}><b>{placeName(one.place)}</b><Icon name="chevron-right" /></button></li>)}</ul>
      </details>
    );
  }
}

function Now({ stop, place, n }: { stop: Stop; place: Place; n: number }) {
  return (
    <section class="msheet mpad card" data-now={stop.stop}>
      <div class="nowhead">
        <span class="pt now">{n}</span>
        <div><h2>{place.name}</h2><p class="mute">{[place.full_name, metres(stop)].filter(Boolean).join(" · ")}</p></div>
      </div>
      <Facts place={place} stop={stop} />
      <Asked place={place} />
      <Answers place={place} stop={stop} />
    </section>
  );
}

function Over({ any }: { any: boolean }) {
  return (
    <Blank what={any ? t("今天的都看过了。") : t("今天没有安排巡查。")}>
      <p>{t("路上看到隐患，随时可以记：选地点，再拍照。没有看到的，不用记。")}</p>
      <div class="acts"><a class="big p" href="#/places"><Icon name="building-community" size="l" />{t("选地点")}</a></div>
    </Blank>
  );
}

/** Photos that were taken and not saved: the page was closed in between. */
function Drafts() {
  const left = app.drafts.filter((one) => one.shots.length);
  if (!left.length) return null;
  return (
    <ul class="msheet">
      {left.map((one) => (
        <li class="mli bare" key={one.id}>
          <span><b>{t("没记完：{where}", { where: placeName(one.place) || one.where?.full_name || "" })}</b><small>{moment(new Date(one.started).toISOString())} · {t("{n} 张照片", { n: one.shots.length })}</small></span>
          <span class="row">
            <button class="b" type="button" onClick={() => { update({ draft: one }); go("/record"); }}>{t("接着记")}</button>
            <button class="b t" type="button" onClick={() => void dropDraft(one.id)}>{t("不要了")}</button>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Empty() {
  return (
    <>
      <Head title={t("今日巡查")} sub={t("安居")} />
      <main id="main">
        <Strip />
        {app.signedOut ? (
          <Blank what={t("先登录一次。")}><p>{t("登录后，今天要看的地方会存到手机里，没网也能用。")}</p><div class="acts"><a class="big p" href={`/sign-in/?next=${encodeURIComponent("/app/")}`}>{t("去登录")}</a></div></Blank>
        ) : app.failing || !app.online ? (
          <Blank what={t("还没取到今天的资料。")}><p>{t("第一次用要有网。取到以后，没网也能用一整天。")}</p></Blank>
        ) : (
          <div class="blank sk" aria-label={t("正在取今天的资料…")}><u /><u /><u /><u /></div>
        )}
      </main>
      <Tabs at="/" />
    </>
  );
}
