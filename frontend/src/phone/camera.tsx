// The camera inside the page: one tap is a photo, and no phone throws the page out while another app takes it.
// Where the browser gives no camera, the system's own is one tap further.
import { Component, createRef } from "preact";
import { fromFile, fromVideo, PhotoError } from "./photo";
import type { Shot } from "./model";
import { setting, update } from "./state";
import { Icon } from "./screens/parts";
import { t } from "./words";

interface Props {
  /** What is to be seen on the photo, in words. */
  hint: string;
  taken: (shot: Shot) => void;
  /** Read codes instead of taking photos. */
  scan?: (text: string) => void;
}

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
declare const BarcodeDetector: { new (options: { formats: string[] }): Detector } | undefined;
export const canScan = (): boolean => typeof BarcodeDetector !== "undefined" && hasCamera();
export const hasCamera = (): boolean => !!navigator.mediaDevices && !!navigator.mediaDevices.getUserMedia;

interface State {
  state: "asking" | "on" | "none";
  busy: boolean;
  /** The lamp is on or off; null where there is none. */
  torch: boolean | null;
}

export class Camera extends Component<Props, State> {
  state: State = { state: hasCamera() ? "asking" : "none", busy: false, torch: null };
  private video = createRef<HTMLVideoElement>();
  private stream: MediaStream | null = null;
  private gone = false;
  private timer = 0;

  async componentDidMount(): Promise<void> {
    if (!hasCamera()) return;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1440 } } });
      if (this.gone) return stream.getTracks().forEach((track) => track.stop());
      this.stream = stream;
      const video = this.video.current!;
      video.srcObject = stream;
      await video.play();
      const track = stream.getVideoTracks()[0];
      const able = track?.getCapabilities?.() as { torch?: boolean } | undefined;
      this.setState({ state: "on", torch: able?.torch ? false : null });
      if (this.props.scan) this.look();
    } catch {
      if (!this.gone) this.setState({ state: "none" });
    }
  }

  componentWillUnmount(): void {
    this.gone = true;
    window.clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
  }

  private look(): void {
    if (typeof BarcodeDetector === "undefined") return;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const step = async (): Promise<void> => {
      if (this.gone || !this.video.current) return;
      try {
        const [found] = await detector.detect(this.video.current);
        if (found) return this.props.scan?.(found.rawValue);
      } catch {
        // a frame that cannot be read; the next one may
      }
      this.timer = window.setTimeout(step, 250);
    };
    void step();
  }

  private async take(make: () => Promise<Shot>): Promise<void> {
    if (this.state.busy) return;
    this.setState({ busy: true });
    try {
      const shot = await make();
      update({ said: "" });
      this.props.taken(shot);
    } catch (error) {
      update({ said: error instanceof PhotoError ? error.message : t("这张照片打不开（坏了、没存完整或不是照片），请重拍。") });
    }
    if (!this.gone) this.setState({ busy: false });
  }

  private chosen = (event: Event, album: boolean): void => {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file) void this.take(() => fromFile(file, setting().photo_bytes, album));
  };

  private flash = async (): Promise<void> => {
    const on = !this.state.torch;
    await this.stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).catch(() => undefined);
    this.setState({ torch: on });
  };

  render() {
    const { state, busy, torch } = this.state;
    const { scan, hint } = this.props;
    return (
      <div class="cam">
        <div class="finder">
          <video ref={this.video} playsInline muted hidden={state !== "on"} aria-label={hint} />
          {state === "none" && <p>{hasCamera() || !scan ? t("这里打不开相机。用下面的“系统相机”拍，一样能存。") : t("这个浏览器不能在页面里扫码。")}</p>}
          <span class="hint">{busy ? t("正在处理照片…") : hint}</span>
        </div>
        {!scan && (
          <div class="camfoot">
            <label class="b">
              <Icon name="photo" />
              {t("相册")}
              <input type="file" accept="image/*" data-album onChange={(event) => this.chosen(event, true)} />
            </label>
            {state === "none" ? (
              <label class="big p shutter">
                <Icon name="camera" />
                {t("系统相机")}
                <input type="file" accept="image/*" capture="environment" data-system onChange={(event) => this.chosen(event, false)} />
              </label>
            ) : (
              <button class="round" type="button" data-shutter disabled={state !== "on" || busy} onClick={() => void this.take(() => fromVideo(this.video.current!, setting().photo_bytes))}>
                <span class="vh">{t("拍照")}</span>
              </button>
            )}
            {torch !== null ? (
              <button class="b" type="button" aria-pressed={torch} onClick={() => void this.flash()}>
                <Icon name="bulb" />
                {t("灯")}
              </button>
            ) : state === "on" ? (
              <label class="b">
                <Icon name="camera" />
                {t("系统相机")}
                <input type="file" accept="image/*" capture="environment" data-system onChange={(event) => this.chosen(event, false)} />
              </label>
            ) : (
              <span />
            )}
          </div>
        )}
      </div>
    );
  }
}
