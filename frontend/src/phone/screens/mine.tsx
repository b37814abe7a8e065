// What I recorded: on the phone for some days, and on paper from the server.
import { copyOut } from "../handout";
import type { Kept } from "../model";
import { app, kindOf, placeOf } from "../state";
import { t } from "../words";
import { AskedAll } from "./place";
import { Blank, Head, Icon, moment, Said, Strip } from "./parts";

function standing(one: Kept): string {
  if (one.undone) return t("已撤销");
  if (!one.result) return t("还在手机里");
  if (one.result.state === "refused") return t("没有收下：{why}", { why: one.result.message || "" });
  const photos = app.pieces.filter((piece) => piece.for === one.key).length;
  if (photos) return t("已送达，{n} 张照片在路上", { n: photos });
  return one.result.duty ? t("已送达 · {number}", { number: one.result.duty.number }) : t("已送达");
}

export function Mine() {
  const rows = app.records.filter((one) => !["photo", "undo"].includes(one.kind)).reverse();
  return (
    <>
      <Head back title={t("我记的")} sub={t("记了不会要你负责整改")} />
      <main id="main">
        <Strip /><Said />
        <AskedAll />
        {rows.length ? (
          <ul class="msheet">
            {rows.map((one) => (
              <li class="mli bare" key={one.seq}>
                <span><b>{one.title}</b><small>{moment(one.at)} · {standing(one)}</small></span>
                {one.kind === "hazard" && <button class="b" type="button" onClick={() => void copyOut(text(one), one.key)}><Icon name="copy" />{t("复制")}</button>}
              </li>
            ))}
          </ul>
        ) : <Blank what={t("这几天还没有记。")}><p>{t("没有隐患的一天，也是正常的一天。")}</p></Blank>}
        <p class="mpad"><a class="b wide" href="/app/mine"><Icon name="printer" />{t("打印我报过什么（要有网）")}</a></p>
      </main>
    </>
  );
}

const text = (one: Kept): string => [placeOf(one.place)?.full_name, one.data.floor && t("{n} 层", { n: one.data.floor as number }), one.data.spot, kindOf(one.data.code as string)?.name, one.data.text, moment(one.at)].filter(Boolean).join(" ");
