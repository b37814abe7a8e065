// What is still on this phone, what to do about it, and how this phone is set.
import { Component } from "preact";
import { askToLast, inWeChat, installed, missing, onApple, room } from "../env";
import { give, unsentFile } from "../handout";
import { app, prefer, setting, unsent, unsentDeeds, update, type Prefs } from "../state";
import { BUILD, handOver, retryPieces, sendNow } from "../sync";
import { dress } from "../dress";
import { locate } from "../where";
import { t } from "../words";
import { Head, Icon, moment, Said, Strip, Tabs } from "./parts";

const CLOCK = 5 * 60_000;
const SIZES: [NonNullable<Prefs["text"]>, "标准" | "大" | "更大" | "长辈版"][] = [["100", "标准"], ["115", "大"], ["130", "更大"], ["elder", "长辈版"]];

interface Install extends Event {
  prompt(): Promise<unknown>;
}
let offered: Install | null = null;
window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault(); // no pop-up: a button on this screen instead
  offered = event as Install;
  update();
});

export class Sync extends Component {
  async componentDidMount(): Promise<void> {
    update({ lasting: await askToLast(), room: await room() });
  }

  render() {
    const waiting = unsentDeeds().length;
    const refused = app.pieces.filter((one) => one.refusal);
    return (
      <>
        <Head title={t("同步")} sub={app.fetched ? t("上次取资料 {when}", { when: moment(new Date(app.fetched).toISOString()) }) : t("还没取到今天的资料。")} />
        <main id="main">
          <Strip /><Said />
          <section class="msheet mpad stack">
            <p class="count"><b>{waiting}</b> {t("条记录、")}<b>{app.pieces.length}</b> {t("张照片还在手机里")}</p>
            <p class="mute">{waiting || app.pieces.length ? t("收到服务器“已存好”的答复后才从手机里删。") : t("都传上去了，服务器已存好。")}</p>
            {app.failing && app.failing.next > Date.now() && <p class="mute">{t("已试 {n} 次，{s} 秒后自动再试。", { n: app.failing.tries, s: Math.ceil((app.failing.next - Date.now()) / 1000) })}</p>}
            <button class="big p" type="button" data-send disabled={app.sending} onClick={() => sendNow(true)}><Icon name="refresh" />{app.sending ? t("正在传…") : t("现在传")}</button>
            {(waiting > 0 || app.pieces.length > 0) && <button class="big" type="button" data-handout onClick={() => void unsentFile().then(give)}><Icon name="download" />{t("导出成一个文件")}</button>}
            {app.other && (
              <div class="note w"><div><p>{t("请 {name} 登录后传完；要换人用，先导出成文件，再清空。", { name: app.other })}</p><button class="b" type="button" data-hand-over onClick={() => void unsentFile().then(give).then(handOver)}>{t("导出并换人用")}</button></div></div>
            )}
            {refused.length > 0 && (
              <div class="note w"><div><p>{t("{n} 张照片没有传上：{why}", { n: refused.length, why: refused[0]!.refusal || "" })}</p><button class="b" type="button" onClick={() => void retryPieces()}>{t("再试一次")}</button></div></div>
            )}
          </section>
          {this.warnings()}
          {this.waiting()}
          {this.choices()}
        </main>
        <Tabs at="/sync" />
      </>
    );
  }

  private warnings() {
    const notes = missing();
    if (Math.abs(app.clockOff) > CLOCK) notes.push(t("手机时间和服务器差 {n} 分钟。照常记录，服务器会记下两个时间；请把手机设成自动对时。", { n: Math.round(Math.abs(app.clockOff) / 60_000) }));
    if (app.lasting === false) notes.push(t("浏览器没答应长期保留。手机空间紧时，它可能清掉没上报的记录：常来这里看看，或安装到桌面。"));
    if (app.full) notes.push(t("手机存满了。先导出成文件，再清出一些空间。"));
    if (inWeChat) notes.push(t("在微信里清缓存，会丢掉没上报的记录。清之前先在这里传完或导出。"));
    const days = setting().unsent_warning_days;
    const used = app.room ? t("已用 {a} MB，可用 {b} MB。", { a: Math.round(app.room.used / 1e6), b: Math.round((app.room.all - app.room.used) / 1e6) }) : "";
    return (
      <section class="mpad stack tight">
        {notes.map((one) => <div class="note w"><Icon name="alert-triangle" /><p>{one}</p></div>)}
        {this.install()}
        <p class="mute md">{used}{t("记录 {n} 天没传上去会提醒。", { n: days })}</p>
      </section>
    );
  }

  private install() {
    if (installed()) return null;
    if (offered) return <button class="b wide" type="button" onClick={() => void offered!.prompt()}><Icon name="download" />{t("安装到桌面")}</button>;
    if (onApple && !inWeChat) return <p class="note">{t("安装：点浏览器的“分享”，再点“添加到主屏幕”。装好后没网也能打开。")}</p>;
    return null;
  }

  private waiting() {
    const rows = unsent().filter((one) => one.kind !== "photo").slice(-30).reverse();
    if (!rows.length) return null;
    return (
      <>
        <h2 class="mh mpad low">{t("还在手机里")}</h2>
        <ul class="msheet">{rows.map((one) => <li class="mli bare" key={one.seq}><span><b>{one.title}</b><small>{moment(one.at)} · {t("{n} 张照片", { n: app.pieces.filter((piece) => piece.for === one.key).length })}</small></span></li>)}</ul>
      </>
    );
  }

  private choices() {
    const { prefs } = app;
    const size = prefs.text || String(app.day?.text_size || 100);
    const set = async (change: Partial<Prefs>): Promise<void> => {
      await prefer(change);
      dress();
    };
    return (
      <section class="msheet mpad stack">
        <fieldset class="choice"><legend>{t("字号")}</legend><div class="seg4">{SIZES.map(([code, name]) => <button class="b" type="button" aria-pressed={size === code} data-size={code} onClick={() => void set({ text: code })}>{t(name)}</button>)}</div></fieldset>
        <fieldset class="choice"><legend>{t("语言")}</legend><div class="seg4"><button class="b" type="button" lang="zh-CN" aria-pressed={document.documentElement.lang !== "en"} onClick={() => void set({ language: "zh-hans" })}>中文</button><button class="b" type="button" lang="en" data-english aria-pressed={document.documentElement.lang === "en"} onClick={() => void set({ language: "en" })}>English</button></div></fieldset>
        {window.isSecureContext && <fieldset class="choice"><legend>{t("记录时附上位置")}</legend><div class="seg4"><button class="b" type="button" aria-pressed={prefs.locate === true} onClick={() => void set({ locate: true }).then(locate)}>{t("附上")}</button><button class="b" type="button" aria-pressed={prefs.locate === false} onClick={() => void set({ locate: false })}>{t("不附")}</button></div></fieldset>}
        <p class="mute md">{[app.day?.member.name, app.day?.member.organisation, app.device && t("本机编号 {id}", { id: app.device.uuid.slice(0, 8) }), BUILD && t("版本 {id}", { id: BUILD.slice(0, 8) })].filter(Boolean).join(" · ")}</p>
        <p><a class="b wide" href="/">{t("打开电脑版网页")}</a></p>
      </section>
    );
  }
}
