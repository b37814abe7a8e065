// A hazard: photo, kind, save. Everything else may be left out.
import { Component } from "preact";
import { Camera } from "../camera";
import { uuid } from "../ids";
import { dropDraft, keep, keepDraft } from "../keep";
import type { Draft, Kind, Open, Place, Shot } from "../model";
import { commonAt, found } from "../kinds";
import { app, kindOf, placeOf, update } from "../state";
import { go, home } from "../routes";
import { lastFix } from "../where";
import { canSpeak, Voice } from "../voice";
import { t } from "../words";
import { faultWords, LastFault, Later } from "./place";
import { Blank, floorName, Head, Icon, moment, Said, Severity } from "./parts";
import { Section } from "./section";

export function CameraScreen({ place: id, stop, after }: { place: number; stop?: number; after?: boolean }) {
  const place = placeOf(id) || (app.draft?.place === id ? app.draft.where : undefined);
  const begun = (): Draft => (app.draft && app.draft.place === id ? app.draft : { id: uuid(), place: id, where: place, stop, started: Date.now(), shots: [], after: [], ...(app.later === id ? { later: true } : {}) });
  const taken = async (shot: Shot): Promise<void> => {
    const draft = begun();
    if (after) return void (await save({ ...draft, after: [...draft.after, shot] }, true));
    await keepDraft({ ...draft, shots: [...draft.shots, shot] });
    go("/record", true);
  };
  const without = async (): Promise<void> => {
    await keepDraft(begun());
    go("/record", true);
  };
  return (
    <div class="dark">
      <Head back title={after ? t("拍改好以后") : t("拍隐患")} sub={place?.name} />
      <main id="main">
        <Said plain />
        <Camera hint={after ? t("对着同一个地方，拍改好的样子") : t("拍隐患本身和它在哪，不拍人脸和家里")} taken={(shot) => void taken(shot)} />
        {!after && <button class="b wide ghost" type="button" onClick={() => void without()}>{t("不拍照，先选是什么")}</button>}
      </main>
    </div>
  );
}

const whereOf = (draft: Draft): Place | undefined => placeOf(draft.place) || draft.where;

const spot = (draft: Draft): string[] =>
  [whereOf(draft)?.units.find((one) => one.id === draft.unit)?.name || "", draft.floor ? floorName(draft.floor) : ""].filter(Boolean);

function words(draft: Draft, kind: Kind): string {
  const place = whereOf(draft);
  return [place?.full_name || place?.name, ...spot(draft), draft.spot, kind.name, draft.text, moment(new Date(draft.started).toISOString())].filter(Boolean).join(" ");
}

async function save(draft: Draft, fixed: boolean): Promise<void> {
  const here = location.hash;
  const kind = kindOf(draft.kind);
  if (!kind) return update({ said: t("先点一下是什么隐患。") });
  const data: Record<string, unknown> = { code: kind.code, photos: draft.shots.map((one) => one.ref) };
  for (const name of ["floor", "unit", "spot", "text"] as const) if (draft[name]) data[name] = draft[name];
  if (draft.voice) data.voice = draft.voice.ref.id;
  if (fixed) data.fixed = { photos: draft.after.map((one) => one.ref) };
  const shots = [...draft.shots, ...draft.after, ...(draft.voice ? [draft.voice] : [])];
  const title = `${whereOf(draft)?.name || ""} · ${kind.name}${fixed ? t("，当场已改") : ""}`;
  const done = await keep({ kind: "hazard", place: draft.place, stop: draft.stop, later: draft.later, data, shots, title, copy: words(draft, kind), draft: draft.id });
  if (!done) return update({ draft });
  update({ draft: null });
  home(here);
}

async function same(draft: Draft, one: Open): Promise<void> {
  const here = location.hash;
  const data = { duty: one.duty, photos: draft.shots.map((shot) => shot.ref) };
  const title = t("{place} · 同一处（{number}）", { place: whereOf(draft)?.name || "", number: one.number });
  if (!(await keep({ kind: "same", place: draft.place, stop: draft.stop, later: draft.later, data, shots: draft.shots, title, draft: draft.id }))) return;
  update({ draft: null });
  home(here);
}

export class RecordScreen extends Component<object, { section: boolean; search: boolean; query: string; words: boolean }> {
  state = { section: false, search: false, query: "", words: false };
  private urls = new Map<string, string>();

  componentWillUnmount(): void {
    this.urls.forEach((url) => URL.revokeObjectURL(url));
  }

  private url(shot: Shot): string {
    const known = this.urls.get(shot.ref.id) || URL.createObjectURL(new Blob([shot.bytes], { type: shot.type }));
    this.urls.set(shot.ref.id, known);
    return known;
  }

  private set(change: Partial<Draft>): void {
    if (app.draft) void keepDraft({ ...app.draft, ...change });
  }

  render() {
    const draft = app.draft;
    const place = draft && whereOf(draft);
    if (!draft || !place) return <><Head back title={t("记一处隐患")} /><main id="main"><Blank what={t("没有在记的隐患。")}><a class="big" href="#/">{t("回到巡查")}</a></Blank></main></>;
    const kind = kindOf(draft.kind);
    const alike = kind ? place.open.filter((one) => one.kind === kind.code && (!draft.floor || !one.floor || String(one.floor) === String(draft.floor))) : [];
    const short = kind?.photo === "needed" && !draft.shots.length;
    return (
      <>
        <Head back title={t("记一处隐患")} sub={t("没网也能存 · 地点和时间已填好")} />
        <main id="main">
          <Said plain />
          {this.photos(draft)}
          {this.where(draft)}
          <section class="mpad">
            {this.kinds(draft)}
            {kind && <p class="about"><Severity of={kind.severity} /> {kind.plain !== kind.name && kind.plain} {kind.who && t("责任方：{who}", { who: kind.who })}</p>}
            {this.more(draft)}
          </section>
        </main>
        <footer class="mfoot">
          {alike.slice(0, 2).map((one) => this.alike(draft, one))}
          <div class="two">
          <button class="big" type="button" data-fixed disabled={!kind || !draft.shots.length} onClick={() => go(`/after/${draft.place}`)}>{t("当场已改")}</button>
          <button class="big p" type="button" data-save aria-disabled={!kind || short} onClick={() => (short ? update({ said: t("这一类要有一张照片。") }) : void save(draft, false))}>{alike.length ? t("是另一处，保存") : t("保存")}</button>
          </div>
        </footer>
      </>
    );
  }

  private photos(draft: Draft) {
    const fix = app.prefs.locate ? lastFix() : null;
    const first = draft.shots[0];
    return (
      <div class="taken">
        {draft.shots.map((one) => <img src={this.url(one)} alt={t("刚拍的照片")} />)}
        <div class="row apart mpad">
          <span class="md">{first ? [moment(first.ref.at), first.ref.album && t("非现场拍摄"), fix && t("定位误差 {n} 米", { n: fix.accuracy })].filter(Boolean).join(" · ") : t("还没有照片")}</span>
          <span class="row">
            {first && <button class="b" type="button" onClick={() => { this.set({ shots: draft.shots.slice(0, -1) }); go(`/camera/${draft.place}`); }}><Icon name="camera" size="s" />{t("重拍")}</button>}
            {draft.shots.length < 6 && <button class="b" type="button" onClick={() => go(`/camera/${draft.place}`)}><Icon name="plus" size="s" />{first ? t("再拍") : t("拍照")}</button>}
          </span>
        </div>
      </div>
    );
  }

  private where(draft: Draft) {
    const place = whereOf(draft)!;
    const where = spot(draft).join(" ");
    const drawn = !!place.storeys;
    return (
      <div class="msheet">
        <div class="mli"><Icon name="map-pin" /><span><b>{place.name} {where}</b><small>{place.full_name}</small></span>
          {drawn && <button class="b t" type="button" aria-expanded={this.state.section} onClick={() => this.setState({ section: !this.state.section })}>{t("选楼层")}</button>}
        </div>
        {drawn && this.state.section && <Section place={place} floor={draft.floor} unit={draft.unit} chosen={(floor, unit) => { this.set({ floor, unit }); this.setState({ section: false }); }} />}
      </div>
    );
  }

  private kinds(draft: Draft) {
    const place = whereOf(draft)!;
    const common = commonAt(place, draft.kind);
    const hits = this.state.search ? found(this.state.query) : [];
    const option = (kind: Kind) => (
      <button class="opt" type="button" aria-pressed={draft.kind === kind.code} data-kind={kind.code} key={kind.code} onClick={() => { this.set({ kind: kind.code }); this.setState({ search: false, query: "" }); }}>
        <span class="rd" /><span>{kind.name}</span>
      </button>
    );
    return (
      <>
        <h2 class="mh">{t("是什么隐患")}<small>{t("这里常见的排前面")}</small></h2>
        {!this.state.search && <div class="opts">{common.map(option)}<button class="opt" type="button" data-search onClick={() => this.setState({ search: true })}><Icon name="search" /><span>{t("其他，搜一下")}</span></button></div>}
        {this.state.search && (
          <div class="field">
            <label for="kind">{t("看到了什么，用平常的话写")}</label>
            <input id="kind" type="search" autocomplete="off" value={this.state.query} onInput={(event) => this.setState({ query: event.currentTarget.value })} />
            <div class="opts one">{hits.map(option)}</div>
            {!!this.state.query && !hits.length && <p class="mute">{t("没有找到，换个说法，比如“电瓶车”“堆东西”。")}</p>}
            <button class="b t" type="button" onClick={() => this.setState({ search: false, query: "" })}>{t("回到常见的")}</button>
          </div>
        )}
      </>
    );
  }

  private alike(draft: Draft, one: Open) {
    return (
      <div class="alike" key={one.duty}>
        <LastFault one={one} short />
        <button class="big" type="button" data-same={one.duty} aria-label={t("是同一处：{what}", { what: faultWords(one) })} onClick={() => void same(draft, one)}>{t("是同一处")}</button>
      </div>
    );
  }

  private more(draft: Draft) {
    return (
      <div class="stack tight extra">
        {canSpeak() && <Voice voice={draft.voice} kept={(voice) => this.set({ voice })} />}
        {this.state.words || draft.text ? (
          <div class="field"><label for="text">{t("补一句话（可不填）")}</label><textarea id="text" rows={2} value={draft.text} onChange={(event) => this.set({ text: event.currentTarget.value.trim() || undefined })} />
            <label for="spot">{t("在哪一处（可不填），如“东侧楼梯口”")}</label><input id="spot" type="text" autocomplete="off" value={draft.spot} onChange={(event) => this.set({ spot: event.currentTarget.value.trim() || undefined })} /></div>
        ) : <button class="b wide" type="button" onClick={() => this.setState({ words: true })}><Icon name="edit" />{t("写一句（可不写）")}</button>}
        <Later on={!!draft.later} set={(later) => this.set({ later })} />
        <button class="b t" type="button" onClick={() => { void dropDraft(draft.id); home(location.hash); }}>{t("不记了")}</button>
      </div>
    );
  }
}
