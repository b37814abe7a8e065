export async function draw(_box: HTMLElement): Promise<void> {}
