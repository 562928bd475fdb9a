// What every upload screen says and does: percent, a way to stop, a sentence where it fails, the same file once more.
(() => {
    const { $ } = window;
    const cancelled = new WeakSet();
    const SENTENCES = {
        0: "Sambungan terputus, jadi berkas belum masuk. Periksa jaringan, lalu coba lagi.",
        401: "Server menolak unggahan ini; mungkin sesi Anda berakhir. Masuk lagi, lalu coba lagi.",
        403: "Server menolak unggahan ini; mungkin sesi Anda berakhir. Masuk lagi, lalu coba lagi.",
        413: "Berkas lebih besar daripada yang diterima server. Perkecil dulu, lalu pilih lagi.",
    };

    const make = (tag, text, attributes = {}) => Object.assign(document.createElement(tag), { textContent: text, ...attributes });
    const button = (text, act, kind = "button-secondary") => {
        const made = make("button", text, { type: "button", className: `button button-small ${kind}` });
        made.addEventListener("click", act);
        return made;
    };

    /** Why a request (XMLHttpRequest or jQuery's) brought no answer that could be read. */
    const sentence = (request) =>
        cancelled.has(request)
            ? "Unggahan dibatalkan."
            : SENTENCES[request.status] || `Server belum dapat menerima berkas (${request.status}). Coba lagi beberapa menit lagi.`;

    const stop = (request) => {
        cancelled.add(request);
        request.abort();
    };

    /** The line of one upload: name, percent, a way to stop. */
    const line = (name, onStop) => {
        const shown = make("div", "", { className: "sop-upload" });
        shown.setAttribute("role", "status");
        const bar = make("progress", "", { max: 100, value: 0 });
        const words = make("span", "");
        shown.append(bar, words, button("Batalkan", onStop));
        const say = (percent) => {
            bar.value = percent;
            words.textContent = percent < 100 ? `Mengunggah ${name}: ${percent} %` : `Memeriksa ${name} …`;
        };
        say(0);
        const watch = (upload) => upload.addEventListener("progress", ({ loaded, total }) => say(Math.floor((100 * loaded) / total)));
        return { shown, watch };
    };

    const forget = (place) => place.querySelectorAll(".sop-upload__said, .sop-known").forEach((one) => one.remove());

    const fail = (place, text, again) => {
        forget(place);
        const said = make("div", "", { className: "sop-upload__said help-block help-critical" });
        said.setAttribute("role", "alert");
        said.append(make("p", text), button("Coba lagi", again, ""));
        place.append(said);
        said.scrollIntoView({ block: "nearest" });
    };

    /** The buttons of a form wait while its file is under way. */
    const busy = (form, is) => {
        for (const one of form.querySelectorAll("[type=submit]")) {
            one.disabled = is;
            if (!is) one.dataset.wProgressLoadingValue = "false";
        }
    };

    const fileInput = (form) => form.querySelector("input[type=file]");
    const stem = (name) => name.replace(/\.[^.]+$/, "");

    // Another file is another matter: what was said of the last one goes, and a title that was its name.
    const last = new WeakMap();
    document.addEventListener(
        "change",
        ({ target }) => {
            const form = target.type === "file" && target.form;
            if (!form || !target.files.length) return;
            const field = target.closest("[data-field]");
            field?.classList.remove("w-field--error");
            target.removeAttribute("aria-invalid");
            for (const said of field?.querySelectorAll(".error-message") || []) said.remove();
            field?.querySelector("[data-field-errors] .icon")?.setAttribute("hidden", "");
            forget(form);
            const title = form.querySelector("input[name$=title]");
            const before = last.get(form) || form.dataset.sopFile;
            if (title && before && title.value === stem(before)) title.value = stem(target.files[0].name);
            last.set(form, target.files[0].name);
        },
        { capture: true },
    );

    /** The same file in another form, where its own was drawn anew. */
    const carry = (file, form) => {
        const input = fileInput(form);
        if (!input || input.files.length) return;
        const files = new DataTransfer();
        files.items.add(file);
        input.files = files.files;
        form.dataset.sopFile = file.name;
    };

    // Choosers send their form with jQuery; it offers a place to look at a request before it leaves.
    const running = new Set();

    const file = (data) => data instanceof FormData && [...data.values()].find((value) => value instanceof File && value.name);

    $.ajaxPrefilter((options, original, jqXHR) => {
        const sent = file(options.data);
        const form = sent && $(".modal form[enctype]").get().find((one) => one.action === new URL(options.url, location).href);
        if (!form) return;
        const { shown, watch } = line(sent.name, () => stop(jqXHR));
        forget(form);
        busy(form, true);
        form.append(shown);
        const before = options.xhr;
        options.xhr = () => {
            const xhr = before();
            watch(xhr.upload);
            return xhr;
        };
        options.error = () => fail(form, sentence(jqXHR), () => form.requestSubmit());
        running.add(jqXHR);
        jqXHR.always(() => {
            running.delete(jqXHR);
            shown.remove();
            busy(form, false);
        });
        jqXHR.done(() => {
            const drawnAnew = () => $(".modal form[enctype]").each((_, one) => carry(sent, one));
            setTimeout(drawnAnew, 0);
        });
    });
    $(document).on("hide.bs.modal", ".modal", () => running.forEach(stop));

    window.sopUploads = { sentence, stop, line, fail, forget, busy, fileInput, button };
})();
