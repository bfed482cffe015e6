// Keeps the page of an open attempt on the device, so that loading it again without a network does not take the
// questions away. The service worker holds it, for its owner alone, until it is handed in or somebody signs out.
const worker = navigator.serviceWorker;

const used = () => [...document.querySelectorAll("link[rel=stylesheet][href], script[src], main img[src], link[rel=icon]")].map((one) => one.href || one.src);

export async function keepPage(address, source, modules) {
  const lookup = document.getElementById("lookup-script")?.dataset.worker;
  if (!worker || !lookup) return;
  try {
    await worker.register(lookup);
    const ready = await worker.ready;
    const sprite = document.querySelector("svg use")?.getAttribute("href")?.split("#")[0];
    const files = [...used(), ...modules, ...(sprite ? [sprite] : [])].map((file) => new URL(file, location).pathname);
    ready.active.postMessage({ type: "keepAttempt", url: address, html: source, files });
    for (const clip of document.querySelectorAll("main video, main audio")) {
      const url = clip.currentSrc || clip.src || clip.querySelector("source")?.src;
      if (url) ready.active.postMessage({ type: "keep", url });
    }
  } catch { /* no worker here: the answers are kept all the same */ }
}

export function dropPage() {
  worker?.ready.then((ready) => ready.active.postMessage({ type: "dropAttempt" }));
}
