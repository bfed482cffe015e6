// On the list of observations: a sheet that was handed in without a network goes off from here too.
(async () => {
  const notice = document.getElementById("sheets-waiting");
  const said = notice.querySelector("[role=status]");
  const text = notice.dataset;
  const store = await import(text.store);

  const send = async () => {
    const waiting = (await store.sheets(text.reader)).filter((one) => one.ready);
    if (!waiting.length) return;
    notice.hidden = false;
    said.textContent = text.sending;
    try {
      for (const one of waiting) {
        const answer = await store.send(one.key);
        said.textContent = answer?.next ? text.sent.replace("%s", answer.clock) : answer?.message ?? "";
      }
    } catch {
      said.textContent = text.offline;
      setTimeout(send, 15000);
    }
  };
  window.addEventListener("online", send);
  send();
})().catch(() => { /* a private window keeps nothing, so nothing waits */ });
