// The desk: what every signed-in page loads. Each part finds its elements by data attributes and works on
// content that htmx brings in later, because it listens on the document.
import "../../css/desk.css";
import { startBulk } from "./bulk";
import { startCompare } from "./compare";
import { startCopy } from "./copy";
import { startDialogs } from "./dialogs";
import { startFontSize } from "./font";
import { startForms } from "./forms";
import { startHtmx } from "./requests";
import { startKeys } from "./keys";
import { startMenus } from "./menus";
import { startMark } from "./mark";
import { startPhotos } from "./uploads";
import { startPick } from "./pick";
import { startToasts } from "./toasts";
import { startWall } from "./wall";
import { startMaps } from "../map/lazy";
import { startLive } from "../live/client";
import { eachNew } from "./fresh";

startHtmx();
startMenus();
startDialogs();
startFontSize();
startKeys();
startBulk();
startCopy();
startForms();
eachNew("[data-compare]", startCompare);
eachNew("[data-undo]", startToasts);
eachNew("[data-photos]", startPhotos);
eachNew("[data-mark]", startMark);
eachNew("select[data-search], [data-pick]", startPick);
eachNew("[data-map]", startMaps);
eachNew("[data-wall]", startWall);
startLive();
