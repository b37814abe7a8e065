// A voice note: pressed to begin, pressed to end, a minute at most. Kept and sent like a photo.
import { Component } from "preact";
import { sha256, uuid } from "./ids";
import type { Shot } from "./model";
import { update } from "./state";
import { Icon } from "./screens/parts";
import { t } from "./words";

const LONGEST = 60_000;
const TYPES = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4"];
export const canSpeak = (): boolean => typeof MediaRecorder !== "undefined" && !!navigator.mediaDevices?.getUserMedia;

export class Voice extends Component<{ voice?: Shot; kept: (voice: Shot | undefined) => void }, { on: boolean }> {
  state = { on: false };
  private recorder: MediaRecorder | null = null;
  private timer = 0;
  private gone = false;

  componentWillUnmount(): void {
    this.gone = true;
    this.stop();
  }

  private stop = (): void => {
    window.clearTimeout(this.timer);
    if (this.recorder?.state === "recording") this.recorder.stop();
  };

  private start = async (): Promise<void> => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
      const recorder = new MediaRecorder(stream, type ? { mimeType: type, audioBitsPerSecond: 24_000 } : {});
      const parts: Blob[] = [];
      recorder.ondataavailable = (event) => void parts.push(event.data);
      recorder.onstop = async () => {
        stream.getTracks().forEach((track) => track.stop());
        const blob = new Blob(parts, { type: recorder.mimeType });
        const bytes = await blob.arrayBuffer();
        if (this.gone) return;
        this.setState({ on: false });
        if (bytes.byteLength) this.props.kept({ ref: { id: uuid(), sha256: await sha256(bytes), album: false, at: new Date().toISOString() }, type: blob.type, bytes });
      };
      recorder.start();
      this.recorder = recorder;
      this.setState({ on: true });
      this.timer = window.setTimeout(this.stop, LONGEST);
    } catch {
      update({ said: t("这里不能录音，可以打字写一句。") });
    }
  };

  render({ voice, kept }: { voice?: Shot; kept: (voice: Shot | undefined) => void }, { on }: { on: boolean }) {
    if (on) return <button class="b wide rec" type="button" onClick={this.stop}><Icon name="microphone" />{t("正在录，按一下结束")}</button>;
    if (!voice) return <button class="b wide" type="button" data-voice onClick={() => void this.start()}><Icon name="microphone" />{t("说一句（可不说）")}</button>;
    return (
      <div class="row apart">
        <span class="row"><Icon name="microphone" />{t("已录一句，{n} KB", { n: Math.ceil(voice.bytes.byteLength / 1024) })}</span>
        <button class="b" type="button" onClick={() => kept(undefined)}>{t("移除")}</button>
      </div>
    );
  }
}
