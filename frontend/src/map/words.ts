// The few words that the map itself says.
const ZH = {
  failed: "地图没有读出来，请检查网络后移动一下地图再试",
  partial: "这里太多，只画出一部分；放大地图或加筛选就全",
  controls: { "NavigationControl.ZoomIn": "放大", "NavigationControl.ZoomOut": "缩小", "Popup.Close": "关闭", "Map.Title": "地图", "Marker.Title": "位置", "ScaleControl.Meters": "米", "ScaleControl.Kilometers": "公里" },
};
const EN = {
  failed: "The map could not be loaded: check the connection, then move the map to try again",
  partial: "Too many here, only a part is drawn: zoom in or add a filter to see all",
  controls: { "NavigationControl.ZoomIn": "Zoom in", "NavigationControl.ZoomOut": "Zoom out", "Popup.Close": "Close", "Map.Title": "Map", "Marker.Title": "Place", "ScaleControl.Meters": "m", "ScaleControl.Kilometers": "km" },
};

export const words = (): typeof ZH => (document.documentElement.lang === "en" ? EN : ZH);
