export function startLive(): void {}
