/* The studio saves itself while one writes: cells, what is wrong with them, and the sheet as it is by now. */
(() => {
  const form = document.querySelector("[data-studio]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const PAUSE = 900;
  const ENDED = "Sesi Anda berakhir, jadi yang terakhir belum tersimpan. Salin yang baru Anda ketik, lalu masuk lagi.";
  const UNSAVED =
    "Belum tersimpan. Periksa sambungan; isian Anda masih ada di sini. Tekan Simpan bila sudah tersambung.";
  const GONE =
    "Konsep ini sudah diselesaikan atau dibuang orang lain. Salin isian Anda yang terakhir sebelum menutup halaman ini.";
  const PRESSED = `studio-pressed ${window.location.pathname}`;
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
    if (answer.status === 404) throw new Error("gone");
    if (answer.redirected) throw new Error("ended");
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
      asking = asking.then(save).catch((error) => {
        unsent = true;
        tell({ gone: GONE, ended: ENDED }[error.message] || UNSAVED, true);
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
    else sessionStorage.setItem(PRESSED, event.submitter?.value || "save");
    pressed = true;
    unsent = false;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) pressed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsent) event.preventDefault();
  });

  /* After a press the page is another one: the keyboard goes on where it was, or in the row that was made. */
  const goOn = () => {
    const act = sessionStorage.getItem(PRESSED);
    sessionStorage.removeItem(PRESSED);
    if (!act) return;
    const place = window.location.hash && document.getElementById(window.location.hash.slice(1));
    const row = place?.id.startsWith("baris-") ? place : null;
    const button = form.querySelector(`[name=act][value="${CSS.escape(act)}"]:not(:disabled):not(.sop-unseen)`);
    const field = row?.querySelector("input:not([type=hidden]), textarea, select");
    const summary = form.querySelector("[data-summary]");
    const target = { "add-role": field, "add-step": field, split: field, finish: summary }[act.split(":")[0]];
    const next = target || button || field || place;
    if (!next) return;
    if (!next.matches("button, input, textarea, select")) next.tabIndex = -1;
    next.focus();
    next.scrollIntoView({ block: "center" });
  };
  /* The browser takes the focus away when it goes to the place after "#", which it does until the page is loaded. */
  window.addEventListener("load", () => setTimeout(goOn, 50));
})();
