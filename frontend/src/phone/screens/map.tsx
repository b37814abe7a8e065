// The grid drawn from its own points: no tiles, no request to anybody.
import { Component } from "preact";
import type { Place } from "../model";
import { app } from "../state";
import { go } from "../routes";
import { t } from "../words";
import { ordered, outcomeOf } from "./round";
import { Blank, Head, Icon, Strip, Tabs } from "./parts";
import { locate } from "../where";

const SIDE = 360;
const REACH = 28;

interface Spot {
  x: number;
  y: number;
  place?: Place;
  n: number;
}

/** Metres east and north of the first place, which at a grid's size is exact enough to walk by. */
function spots(): { all: Spot[]; me: Spot | null } {
  const placed = (app.day?.places || []).filter((one) => one.lon_e7 !== null && one.lat_e7 !== null);
  const first = placed[0];
  if (!first) return { all: [], me: null };
  const squeeze = Math.cos(((first.lat_e7 || 0) / 1e7) * (Math.PI / 180));
  const flat = (lon: number, lat: number) => ({ x: ((lon - (first.lon_e7 || 0)) / 1e7) * 111_320 * squeeze, y: -((lat - (first.lat_e7 || 0)) / 1e7) * 110_574 });
  const stops = ordered();
  const all = placed.map((place) => ({ ...flat(place.lon_e7!, place.lat_e7!), place, n: stops.findIndex((one) => one.place === place.id) + 1 }));
  const fix = app.position;
  return { all, me: fix ? { ...flat(fix.lon_e7, fix.lat_e7), n: 0 } : null };
}

export class MapScreen extends Component<object, { zoom: number; x: number; y: number }> {
  state = { zoom: 1, x: 0, y: 0 };
  private drag: { x: number; y: number; moved: boolean } | null = null;

  private frame(all: Spot[]): { x: number; y: number; scale: number } {
    const xs = all.map((one) => one.x);
    const ys = all.map((one) => one.y);
    const wide = Math.max(40, Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
    return { x: (Math.max(...xs) + Math.min(...xs)) / 2, y: (Math.max(...ys) + Math.min(...ys)) / 2, scale: ((SIDE - 60) / wide) * this.state.zoom };
  }

  render() {
    const { all, me } = spots();
    return (
      <>
        <Head title={t("地图")} sub={app.day?.member.grid?.name} />
        <main id="main">
          <Strip />
          {all.length ? this.drawn(all, me) : <Blank what={t("这里的地点还没有坐标。")}><p>{t("没有坐标也能用：在“地点”里按名字找。")}</p></Blank>}
        </main>
        <Tabs at="/map" />
      </>
    );
  }

  private drawn(all: Spot[], me: Spot | null) {
    const { x, y, scale } = this.frame(all);
    const at = (one: Spot) => ({ x: SIDE / 2 + (one.x - x) * scale + this.state.x, y: SIDE / 2 + (one.y - y) * scale + this.state.y });
    const path = ordered().filter((one) => !outcomeOf(one)).map((stop) => all.find((one) => one.place?.id === stop.place)).filter(Boolean) as Spot[];
    const metres = Math.round(60 / scale / 10) * 10 || 10;
    const zoom = (by: number) => this.setState({ zoom: Math.max(1, Math.min(16, this.state.zoom * by)), x: this.state.x * by, y: this.state.y * by });
    return (
      <>
        <svg class="mapview" viewBox={`0 0 ${SIDE} ${SIDE}`} role="img" aria-label={t("网格里的地点和今天的路线，下面的列表里有同样的内容")}
          onPointerDown={(event) => (this.drag = { x: event.clientX, y: event.clientY, moved: false })}
          onPointerMove={(event) => this.moveTo(event)} onPointerUp={(event) => this.tapped(event, all, at)} onPointerLeave={() => (this.drag = null)}>
          <polyline class="way" points={path.map((one) => `${at(one).x},${at(one).y}`).join(" ")} />
          {all.filter((one) => !one.n).map((one) => <rect class={one.place!.open.length ? "blk owed" : "blk"} x={at(one).x - 5} y={at(one).y - 5} width="10" height="10" />)}
          {all.filter((one) => one.n).map((one) => <Pin one={one} {...at(one)} />)}
          {me && <circle class="me" cx={at(me).x} cy={at(me).y} r="7" />}
          <path class="bar" d={`M12 ${SIDE - 12}h${metres * scale}`} /><text x="12" y={SIDE - 18}>{t("{n} 米", { n: metres })}</text>
        </svg>
        <div class="row apart mpad">
          <span class="row">
            <button class="b icon" type="button" aria-label={t("放大")} onClick={() => zoom(1.6)}><Icon name="plus" /></button>
            <button class="b icon" type="button" aria-label={t("缩小")} onClick={() => zoom(1 / 1.6)}><Icon name="minus" /></button>
          </span>
          <button class="b" type="button" onClick={() => void locate()}><Icon name="current-location" />{t("我在哪")}</button>
        </div>
        <ul class="msheet">{path.map((one) => <li><button class="mli" type="button" onClick={() => go(`/place/${one.place!.id}`)}><span class="pt">{one.n}</span><b>{one.place!.name}</b><Icon name="chevron-right" /></button></li>)}</ul>
      </>
    );
  }

  private moveTo(event: PointerEvent): void {
    if (!this.drag || !event.buttons) return;
    const wide = SIDE / (event.currentTarget as SVGElement).clientWidth;
    const dx = event.clientX - this.drag.x;
    const dy = event.clientY - this.drag.y;
    if (!this.drag.moved && Math.hypot(dx, dy) < 6) return;
    this.drag = { x: event.clientX, y: event.clientY, moved: true };
    this.setState({ x: this.state.x + dx * wide, y: this.state.y + dy * wide });
  }

  private tapped(event: PointerEvent, all: Spot[], at: (one: Spot) => { x: number; y: number }): void {
    const moved = this.drag?.moved;
    this.drag = null;
    if (moved) return;
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * SIDE;
    const y = ((event.clientY - box.top) / box.height) * SIDE;
    const near = all.map((one) => ({ one, far: Math.hypot(at(one).x - x, at(one).y - y) })).sort((a, b) => a.far - b.far)[0];
    if (near && near.far < REACH) go(`/place/${near.one.place!.id}`);
  }
}

function Pin({ one, x, y }: { one: Spot; x: number; y: number }) {
  const stop = ordered()[one.n - 1]!;
  return <g class={outcomeOf(stop) ? "pin past" : "pin"}><circle cx={x} cy={y} r="13" /><text x={x} y={y + 5} text-anchor="middle">{one.n}</text></g>;
}
