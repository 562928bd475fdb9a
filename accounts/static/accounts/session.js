// The end of a session, seen from the open page: typing keeps it alive, its end is told two minutes before, and
// whoever logs in again does so beside the page, whose fields stay as they are.
(() => {
    const { user, session, back } = document.currentScript.dataset;
    const EVERY = 15; // seconds between two looks
    const NOTED = 60; // at most one sign of life a minute
    const WARN = 120;
    const room = new BroadcastChannel("sop-sesi");
    let active = false;
    let told = 0;
    let endsAt = Infinity;
    let lost = false;

    const make = (tag, text, attributes = {}) => Object.assign(document.createElement(tag), { textContent: text, ...attributes });
    const button = (text, act, quiet = false) => {
        const made = make("button", text, { type: "button", className: `button button-small${quiet ? " button-secondary" : ""}` });
        made.addEventListener("click", act);
        return made;
    };
    const bar = make("div", "", { className: "sop-session", hidden: true });
    bar.setAttribute("role", "alert");
    const say = (text, ...acts) => {
        if (bar.dataset.text === text) return;
        bar.dataset.text = text;
        bar.replaceChildren(make("p", text), ...acts);
        bar.hidden = !text;
        if (!bar.isConnected) document.body.append(bar);
    };

    /** What the server says of this session; null where nobody can be asked. */
    const ask = async (sign) => {
        try {
            const answer = await fetch(`${session}${sign ? "?aktif=1" : ""}`, { headers: { Accept: "application/json" } });
            return answer.ok && !answer.redirected ? await answer.json() : null;
        } catch {
            return null;
        }
    };

    const minutes = (seconds) => (seconds > 60 ? `${Math.ceil(seconds / 60)} menit` : "kurang dari satu menit");

    const logIn = () => window.open(back, "sop-masuk", "popup,width=480,height=720") || window.open(back);

    const goOn = (state) => {
        lost = false;
        say("");
        for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = state.csrf;
        if (window.wagtailConfig) window.wagtailConfig.CSRF_TOKEN = state.csrf;
        window.wagtail?.app?.queryController?.("w-session")?.resume?.();
        document.dispatchEvent(new CustomEvent("sop-session:back"));
    };

    const ended = (state) => {
        if (state?.user) {
            say(`Jendela ini milik ${state.was || "orang lain"}; peramban ini kini masuk sebagai ${state.name}. Isian di sini tidak dikirim. Keluar dulu, lalu masuk lagi sebagai pemiliknya.`, button("Masuk lagi", logIn));
        } else {
            say("Sesi Anda berakhir. Yang sudah Anda ketik tetap di halaman ini; masuk lagi untuk melanjutkan.", button("Masuk lagi", logIn));
        }
        if (lost) return;
        lost = true;
        window.wagtail?.app?.queryController?.("w-session")?.pause?.();
        document.dispatchEvent(new CustomEvent("sop-session:ended"));
    };

    const look = async (sign = false, renew = lost) => {
        const state = await ask(sign);
        if (!state) return;
        if (String(state.user || "") !== user) return ended(state);
        endsAt = Date.now() + state.ends_in * 1000;
        if (renew || lost) return goOn(state);
        if (state.ends_in > WARN) return say("");
        const left = minutes(state.ends_in);
        if (state.extendable) return say(`Sesi Anda berakhir dalam ${left} karena tidak ada kegiatan.`, button("Tetap masuk", () => look(true)));
        return say(`Sesi hari ini berakhir dalam ${left}. Selesaikan isian Anda, lalu masuk lagi.`, button("Masuk lagi", logIn));
    };

    for (const type of ["keydown", "pointerdown", "input"]) {
        document.addEventListener(type, () => (active = true), { capture: true, passive: true });
    }
    setInterval(() => {
        const sign = active && !lost && Date.now() - told > NOTED * 1000;
        if (sign) {
            told = Date.now();
            active = false;
        }
        if (sign || lost || endsAt - Date.now() < (WARN + EVERY) * 1000) look(sign);
    }, EVERY * 1000);
    room.addEventListener("message", () => look());
    window.addEventListener("focus", () => (lost || endsAt - Date.now() < WARN * 1000) && look());
    document.addEventListener("sop-session:lost", () => look(false, true));
    document.addEventListener("DOMContentLoaded", () => look());
})();
