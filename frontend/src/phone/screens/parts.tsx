// Small parts of every screen.
import type { ComponentChildren } from "preact";
import drawings from "../../../../src/anju/ui/icons.json";
import { undo } from "../keep";
import { renew } from "../fresh";
import { copyOut } from "../handout";
import { app, placeOf, setting, unsent, unsentDeeds } from "../state";
import { sendNow } from "../sync";
import { go } from "../routes";
import { t } from "../words";

export function Icon({ name, size = "" }: { name: string; size?: "" | "s" | "l" }) {
  return <svg class={`ic ${size}`} viewBox="0 0 24 24" aria-hidden="true" dangerouslySetInnerHTML={{ __html: (drawings as Record<string, string>)[name] || "" }} />;
}

const BARS: Record<string, number> = { minor: 1, general: 1, ordinary: 1, serious: 2, major: 3 };
export function Severity({ of }: { of: string }) {
  const n = BARS[of] || 1;
  const word = n === 3 ? t("重大·候选") : n === 2 ? t("较大") : t("一般");
  return (
    <span class={`sev s${n}`}>
      <svg viewBox="0 0 16 12" aria-hidden="true">
        {[0, 1, 2].map((i) => <rect x={i * 6} y={7 - i * 3.5} width="4" height={5 + i * 3.5} class={i < n ? "" : "off"} />)}
      </svg>
      {word}
    </span>
  );
}

export function Head({ title, sub, back, children }: { title: string; sub?: ComponentChildren; back?: boolean; children?: ComponentChildren }) {
  return (
    <header class="mtop">
      {back && <button class="back bare" type="button" aria-label={t("返回")} onClick={() => history.back()}><Icon name="chevron-left" size="l" /></button>}
      <div>
        <h1>{title}</h1>
        {sub && <div class="sub">{sub}</div>}
      </div>
      {children && <div class="end">{children}</div>}
    </header>
  );
}

const TABS: [string, string, "巡查" | "地点" | "地图" | "同步"][] = [
  ["/", "route", "巡查"], ["/places", "building-community", "地点"], ["/map", "map", "地图"], ["/sync", "refresh", "同步"],
];
export function Tabs({ at }: { at: string }) {
  const waiting = unsentDeeds().length;
  return (
    <nav class="tabs" aria-label={t("栏目")}>
      {TABS.map(([path, icon, name]) => (
        <a href={`#${path}`} aria-current={at === path ? "page" : undefined}>
          <Icon name={icon} size="l" />
          <span>{t(name)}{path === "/sync" && waiting > 0 && <b class="n"> {waiting}</b>}</span>
        </a>
      ))}
    </nav>
  );
}

/** What stands between the phone and the server, in one calm line; nothing where all is well. */
export function Strip() {
  const waiting = unsentDeeds().length;
  const photos = app.pieces.length;
  const oldest = Math.min(...unsent().map((one) => one.saved));
  const days = Math.floor((Date.now() - oldest) / 86_400_000);
  const left = waiting || photos ? t("{n} 条、{m} 张照片还在手机里。", { n: waiting, m: photos }) : "";
  if (app.signedOut) {
    return <p class="strip w"><Icon name="login" /><span>{t("登录过期了，照常记录。")}{left} <a href={`/sign-in/?next=${encodeURIComponent("/app/")}`}>{t("去登录")}</a></span></p>;
  }
  if (app.other) {
    return <p class="strip w"><Icon name="users" /><span>{t("这部手机上还有 {name} 没传的记录，不会算到别人名下。", { name: app.other })} <a href="#/sync">{t("去处理")}</a></span></p>;
  }
  if (app.outdated) {
    return <p class="strip w"><Icon name="refresh" /><span>{t("系统升级了，照常记录；换成新版后接着传。")}{left} <button class="b t" type="button" onClick={() => void renew()}>{t("换成新版")}</button> {left && <a href="#/sync">{t("导出成文件")}</a>}</span></p>;
  }
  if (waiting && days >= setting().unsent_warning_days) {
    return <p class="strip w"><Icon name="alert-triangle" /><span>{t("有记录 {n} 天没传上去。找个有网的地方打开这一页，或", { n: days })} <a href="#/sync">{t("导出成文件")}</a></span></p>;
  }
  if (!app.online) return <p class="strip"><Icon name="cloud-off" /><span>{t("没有网络，照常记录。")}{left && `${left}${t("有网自动传。")}`}</span></p>;
  if (app.failing && !app.failing.next) return null;
  if (app.failing) {
    return <p class="strip"><Icon name="cloud-off" /><span>{t("暂时连不上，照常记录。")}{left}{t("会自动再试。")} <button class="b t" type="button" onClick={() => sendNow(true)}>{t("现在试")}</button></span></p>;
  }
  if (app.fresh) return <p class="strip"><Icon name="refresh" /><span>{t("有新版本。")} <button class="b t" type="button" onClick={() => void renew()}>{t("换成新版")}</button></span></p>;
  return null;
}

/** What has to be said about the last attempt; but where something else is being done (`plain`), also what was kept a
 * moment ago, with ten seconds to take it back. */
export function Said({ plain }: { plain?: boolean }) {
  const { said } = app;
  const saved = plain ? null : app.saved;
  const left = saved ? Math.ceil((saved.until - Date.now()) / 1000) : 0;
  const row = saved && app.records.find((one) => one.key === saved.key);
  return (
    <div class="said" role="status">
      {said && <p class="strip w"><Icon name="alert-triangle" /><span>{said}</span></p>}
      {saved && left > 0 && (
        <div class="strip done">
          <p><Icon name="check" /><span>{t("已存：{what}", { what: saved.text })}</span></p>
          <div class="row wrap">
            <button class="b" type="button" data-undo onClick={() => void undo(saved.key)}><Icon name="arrow-back-up" />{t("撤销（{n}）", { n: left })}</button>
            {row?.kind === "hazard" && <button class="b" type="button" onClick={() => go(`/camera/${row.place}${row.stop ? `/${row.stop}` : ""}`)}><Icon name="plus" />{t("再记一处")}</button>}
            {saved.copy && <button class="b" type="button" onClick={() => void copyOut(saved.copy, saved.key)}><Icon name="copy" />{t("复制")}</button>}
          </div>
        </div>
      )}
    </div>
  );
}

export function Blank({ what, children }: { what: string; children?: ComponentChildren }) {
  return <div class="blank msheet"><p class="what">{what}</p>{children}</div>;
}

export function moment(at: string): string {
  const then = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return t("{m}月{d}日 {time}", { m: then.getMonth() + 1, d: then.getDate(), time: `${two(then.getHours())}:${two(then.getMinutes())}` });
}

export const placeName = (id: number | null): string => placeOf(id)?.full_name || placeOf(id)?.name || "";
export const floorName = (floor: number): string => (floor < 0 ? t("地下 {n} 层", { n: -floor }) : t("{n} 层", { n: floor }));
