// The code at the building opens its place.
import { Component } from "preact";
import { Camera, canScan } from "../camera";
import { app, update } from "../state";
import { go } from "../routes";
import { t } from "../words";
import { Blank, Head, Said } from "./parts";

/** The token of a scanned text: our own address /q/TOKEN, or the token alone. */
export function tokenOf(text: string): string {
  return /\/q\/([\w-]+)/.exec(text)?.[1] || (/^[\w-]{6,64}$/.test(text.trim()) ? text.trim() : "");
}

export function follow(text: string): void {
  const place = app.day?.codes[tokenOf(text)];
  if (place) return go(`/place/${place}`, true);
  update({ said: t("这个码不在你的网格里，或不是安居的码。可以在“地点”里按名字找。") });
}

export class Scan extends Component {
  render() {
    return (
      <div class="dark">
        <Head back title={t("扫楼栋码")} />
        <main id="main">
          <Said plain />
          {canScan() ? <Camera hint={t("对准楼栋码")} taken={() => undefined} scan={follow} /> : (
            <Blank what={t("这个浏览器不能在页面里扫码。")}><p>{t("用手机自带的相机扫，会打开这个地点。也可以按名字找。")}</p><a class="big p" href="#/places">{t("选地点")}</a></Blank>
          )}
        </main>
      </div>
    );
  }
}
