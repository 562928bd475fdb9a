/* The studio saves itself while one writes: cells, what is wrong with them, and the sheet as it is by now. */
(() => {
  const form = document.querySelector("[data-studio]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const PAUSE = 900;
  let timer;
  let asking = Promise.resolve();
  let unsent = false;

  const tell = (text, failed) => {
    said.textContent = text;
    said.toggleAttribute("data-failed", failed);
  };

  const show = (cell, faults, note) => {
    const list = cell.querySelector("[data-faults]");
    list.replaceChildren(...faults.map((fault) => Object.assign(document.createElement("li"), { textContent: fault })));
    list.hidden = !faults.length;
    cell.classList.toggle("sop-cellform--wrong", faults.length > 0);
    if (note) {
      cell.querySelector("[data-note]").textContent = note;
      cell.querySelector("[data-note]").hidden = false;
    }
  };

  const save = async () => {
    unsent = false;
    tell("Menyimpan …", false);
    const answer = await fetch(form.action || window.location.pathname, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "studio" },
    });
    if (!answer.ok || !(answer.headers.get("Content-Type") || "").includes("json")) throw new Error(answer.status);
    const state = await answer.json();
    form.elements.seen.value = state.seen;
    form.querySelectorAll("[data-cell]").forEach((cell) => {
      cell.querySelector("[data-mark]")?.toggleAttribute("hidden", !state.marks.includes(cell.dataset.cell));
      show(cell, state.faults[cell.dataset.cell] || [], state.notes[cell.dataset.cell]);
    });
    form.querySelector("[data-summary]").innerHTML = state.summary;
    form.querySelector("[data-sheet]").innerHTML = state.sheet;
    form.querySelector("[value=undo]").disabled = state.seen < 2;
    if (!unsent) tell(state.said, false);
  };

  const later = () => {
    unsent = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      asking = asking.then(save).catch(() => {
        unsent = true;
        tell("Belum tersimpan. Periksa sambungan; isian Anda masih ada di sini. Tekan Simpan bila sudah tersambung.", true);
      });
    }, PAUSE);
  };

  form.addEventListener("input", (event) => {
    const entries = event.target.closest("[data-entries]");
    if (entries && event.target === entries.lastElementChild && event.target.value) {
      const next = event.target.cloneNode();
      next.value = "";
      event.target.removeAttribute("id");
      entries.append(next);
    }
    later();
  });
  let pressed = false;
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (pressed) event.preventDefault();
    pressed = true;
    unsent = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsent) event.preventDefault();
  });
})();
