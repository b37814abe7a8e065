// The grid's places: found by a part of the name.
import { Component } from "preact";
import type { Place } from "../model";
import { app } from "../state";
import { go } from "../routes";
import { t } from "../words";
import { Blank, Head, Icon, Strip, Tabs } from "./parts";

const MOST = 60;

export class Places extends Component<object, { query: string }> {
  state = { query: "" };

  render() {
    const asked = this.state.query.toLowerCase().split(/\s+/).filter(Boolean);
    const all = app.day?.places || [];
    const hits = asked.length ? all.filter((one) => asked.every((word) => `${one.full_name} ${one.name}`.toLowerCase().includes(word))) : all;
    return (
      <>
        <Head title={t("地点")} sub={app.day?.member.grid?.name}><a class="b" href="#/scan"><Icon name="qrcode" size="s" />{t("扫码")}</a></Head>
        <main id="main">
          <Strip />
          <div class="mpad field"><label for="q">{t("找地点")}</label><input id="q" type="search" autocomplete="off" value={this.state.query} onInput={(event) => this.setState({ query: event.currentTarget.value })} /></div>
          {hits.length ? <ul class="msheet">{hits.slice(0, MOST).map((one) => <Line one={one} key={one.id} />)}</ul> : <Blank what={all.length ? t("没有这个名字的地点。") : t("还没取到今天的资料。")}><p>{t("换一个字试试；真的没有，告诉社区登记。")}</p></Blank>}
          {hits.length > MOST && <p class="mpad mute">{t("还有 {n} 处，写几个字缩小范围。", { n: hits.length - MOST })}</p>}
        </main>
        <Tabs at="/places" />
      </>
    );
  }
}

function Line({ one }: { one: Place }) {
  return (
    <li><button class="mli bare" type="button" data-place={one.id} onClick={() => go(`/place/${one.id}`)}>
      <span><b>{one.name}</b><small>{[one.full_name !== one.name && one.full_name, one.open.length && t("{n} 处没改好", { n: one.open.length })].filter(Boolean).join(" · ")}</small></span><Icon name="chevron-right" />
    </button></li>
  );
}
