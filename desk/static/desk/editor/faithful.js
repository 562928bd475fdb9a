// An editor that says "saved" only of what the server has.
//
// Wagtail's own controllers (w-unsaved, w-autosave) notice changes and send the form. This stands beside them and keeps
// account: what is compared is what was *sent*; it is sent again until nothing differs; what could not be sent stays
// in the browser. The form as the server sent it is where counting begins, not the form two seconds later.
(() => {
    const { flush, entries, comparable, typedEarly, asSent } = window.sopFormState;
    const kept = window.sopKept;
    const clock = window.sopClock;
    const TICK = 400;
    const PAUSE = 700; // ms without a key before what was typed is sent
    const LONGEST_PAUSE = 5000;
    const WAITS = [2, 4, 8, 15, 30, 60]; // seconds until what failed is tried again
    const SLOW = 30000;
    const HELD = "\u0000"; // in place of what a field could not take: nothing that is typed equals it
    const SAID = {
        network: "Sambungan terputus. Isian Anda ada di peramban ini dan dikirim lagi begitu tersambung.",
        server: "Server belum dapat menyimpan. Isian Anda ada di peramban ini dan segera dikirim lagi.",
        ended: "Sesi Anda berakhir. Masuk lagi; isian Anda tetap di halaman ini.",
        conflict:
            "Naskah ini sudah diubah di jendela lain atau oleh orang lain. Isian Anda ada di peramban ini: muat ulang " +
            "halaman, periksa naskah yang baru, lalu pulihkan isian Anda.",
        slow: "Jawaban server lama sekali. Isian Anda ada di peramban ini.",
        full: "Peramban ini tidak dapat menyimpan cadangan isian. Jangan tutup halaman ini sebelum tersimpan.",
    };

    class Faithful {
        constructor(form) {
            this.form = form;
            this.tab = crypto.getRandomValues(new Uint32Array(3)).join("-");
            this.copy = this.inherited(form) || this.tab;
            this.answers = 0; // answers of the server that arrived, so that it knows which one was lost
            this.refused = null; // the state the server would not take: sent again when it has changed
            this.failures = this.retryAt = this.touchedAt = this.dirtySince = 0;
            this.early = typedEarly(form);
            this.forced = form.dataset.wUnsavedForceValue === "true";
            this.saved = this.forced ? "" : asSent(form, this.early);
            kept.enter(this.copy);
            this.listen();
            setInterval(() => this.look(), TICK);
        }

        /** The copy that this form goes on with: one that was restored, or that of the form the server refused. */
        inherited(form) {
            const [restored, sent] = ["sop-dipulihkan", "sop-dikirim"].map((name) => {
                const value = sessionStorage.getItem(name);
                sessionStorage.removeItem(name);
                return value;
            });
            const [copy, page] = (sent || "").split(" ");
            const isAnswer = form.dataset.wUnsavedForceValue === "true" && page === new URL(form.action).pathname;
            return restored || (isAnswer && copy);
        }

        listen() {
            const on = (type, act, where = document, options = {}) => where.addEventListener(type, act, options);
            for (const type of ["beforeinput", "input", "change", "paste", "drop", "keydown", "click"]) {
                on(type, (event) => this.touch(event), this.form, { capture: true });
            }
            on("formdata", (event) => {
                event.formData.set("sop_tab", this.tab);
                event.formData.set("sop_answers", this.answers);
            }, this.form);
            on("w-autosave:save", (event) => event.target === this.form && this.onSave(event));
            on("w-autosave:success", (event) => event.target === this.form && this.onSuccess(event.detail.response));
            on("w-autosave:error", (event) => event.target === this.form && this.onError(event.detail));
            on("w-autosave:hydrate", (event) => (this.hydrateFrom = event.detail.url));
            on("w-autosave:deactivated", (event) => this.onDeactivated(event.detail));
            on("submit", (event) => event.target === this.form && this.onSubmit(event), document, { capture: true });
            on("sop-session:back", () => this.again());
            on("online", () => this.again(), window);
            // Before Wagtail's own question, which compares with another beginning: it would be asked for nothing.
            on("beforeunload", (event) => this.onLeave(event), window, { capture: true });
            on("pagehide", () => this.keep(), window);
            on("visibilitychange", () => document.hidden && this.keep());
        }

        get autosave() {
            const { app } = window.wagtail || {};
            return app?.getControllerForElementAndIdentifier(this.form, "w-autosave");
        }

        /** Until somebody can have changed something, what stands in the form is what the server sent. */
        touch(event) {
            if (event.type === "keydown" && !(event.key.length === 1 || /^(Backspace|Delete|Enter)$/.test(event.key))) return;
            if (event.type === "click" && !event.target.closest("button, label, select, input, a, [role=button]")) return;
            if (event.type === "click" && event.target.closest("[data-panel-toggle]")) return;
            if (!this.begun && !this.forced) this.saved = asSent(this.form, this.early);
            this.begun = true;
            if (event.type !== "click") this.touchedAt = Date.now();
            this.soon ||= setTimeout(() => {
                this.soon = 0;
                this.look();
            }, 60);
        }

        get state() {
            return comparable(entries(this.form));
        }

        get isDirty() {
            if (!this.begun && !this.early.length && !this.forced) return false;
            const { commentApp } = window.comments || {};
            return this.state !== this.saved || !!commentApp?.selectors.selectIsDirty(commentApp.store.getState());
        }

        look() {
            if (Date.now() - this.touchedAt < 2 * TICK) flush(this.form);
            const dirty = this.isDirty;
            if (!dirty) this.dirtySince = 0;
            else this.dirtySince ||= Date.now();
            if (dirty) this.keep();
            else if (!this.sent) kept.drop(this.copy);
            if (dirty) this.send();
            return this.show();
        }

        keep() {
            if (this.leaving || !document.getElementById("page-edit-form")) return;
            flush(this.form);
            if (!this.isDirty) return;
            const pairs = entries(this.form).filter(([name]) => name !== "csrfmiddlewaretoken");
            const text = JSON.stringify(pairs);
            if (text === this.keptText) return;
            this.keptText = text;
            const title = this.form.elements.namedItem("title")?.value || "";
            const page = new URL(this.form.action).pathname;
            kept.put(this.copy, { page, title, tab: this.tab, entries: pairs }).then((is) => (this.unkept = !is));
        }

        /** Ask for a save, once fingers rest; what the server refused is sent again only when it has changed. */
        send() {
            const { autosave } = this;
            const now = Date.now();
            if (!autosave?.activeValue || this.sent || this.leaving || this.ended || now < this.retryAt) return;
            const resting = now - this.touchedAt > PAUSE || now - this.dirtySince > LONGEST_PAUSE;
            if (!resting || this.state === this.refused) return;
            autosave.save(new CustomEvent("sop:again"));
        }

        again() {
            this.ended = false;
            this.retryAt = 0;
            this.look();
        }

        onSave(event) {
            if (event.defaultPrevented) return;
            if (!this.isDirty) {
                event.preventDefault(); // asked for twice, or by what the server itself changed in the form
                return;
            }
            // Wagtail has read the form already; what stands in the request now is what counts.
            this.sent = [...event.detail.formData].map(([name, value]) => [name, value instanceof File ? "" : value]);
            this.sent = this.sent.filter(([name]) => name !== "overwrite_revision_id");
            this.sentAt = Date.now();
            this.show();
        }

        onSuccess(response) {
            const updates = response.field_updates || {};
            const held = response.held_back;
            const had = this.sent || [];
            const stored = (name, value) => (held?.names.includes(name) ? HELD : name in updates ? updates[name] : value);
            this.answers += 1;
            this.sent = this.refused = this.problem = null;
            this.failures = this.retryAt = 0;
            // A replayed answer is that of an earlier request: what was sent just now is not saved by it.
            if (!response.replayed) {
                this.saved = comparable(had.map(([name, value]) => [name, stored(name, value)]));
                this.savedAt = Date.now();
                this.early = [];
                this.forced = false;
                if (held) {
                    this.refused = comparable(had); // the rest is saved; these fields are sent again when they have changed
                    this.problem = held.said;
                }
            }
            this.keptText = "";
            this.look();
            this.settled();
        }

        onError({ type, text, response }) {
            const had = this.sent;
            this.sent = null;
            this.failures += 1;
            this.retryAt = Date.now() + 1000 * WAITS[Math.min(this.failures, WAITS.length) - 1];
            this.unknown = type === "network_error";
            if (response?.success) this.answers += 1; // saved; only the parts around the form could not be fetched
            if (response?.error_code === "session_ended") {
                this.ended = true;
                this.problem = SAID.ended;
                document.dispatchEvent(new CustomEvent("sop-session:lost"));
            } else if (type === "network_error") this.problem = SAID.network;
            else if (type === "validation_error" || type === "locked") {
                this.refused = comparable(had || []);
                this.problem = text;
            } else if (type === "invalid_revision") this.problem = SAID.conflict;
            else this.problem = SAID.server;
            this.keep();
            this.show();
            this.settled();
        }

        /** Wagtail gives up when the parts around a new page's form don't come; the page is there, so we go on. */
        onDeactivated({ error }) {
            if (error?.name !== "HydrationError") return;
            const { autosave } = this;
            autosave.activeValue = true;
            const fetchParts = () =>
                autosave.hydrate({ detail: { url: this.hydrateFrom } }).catch(() => setTimeout(fetchParts, 5000));
            setTimeout(fetchParts, 2000);
        }

        /** A press on Simpan waits for the save under way: two at once would make two pages of a new one. */
        onSubmit(event) {
            if (this.passing || !this.autosave || event.defaultPrevented) {
                this.leave();
                return;
            }
            flush(this.form);
            this.keep();
            if (!this.sent && !this.unknown) {
                this.leave();
                setTimeout(() => (this.leaving = false), 10000); // no answer: the page is still here
                return;
            }
            event.preventDefault();
            event.stopImmediatePropagation();
            this.waiting = event.submitter;
            if (!this.sent) this.autosave.save(new CustomEvent("sop:again"));
            clearTimeout(this.longest);
            this.longest = setTimeout(() => this.settled(true), 15000);
        }

        leave() {
            this.leaving = true;
            sessionStorage.setItem("sop-dikirim", `${this.copy} ${new URL(this.form.action).pathname}`);
        }

        settled(late = false) {
            if (this.waiting === undefined || (this.sent && !late)) return;
            const button = this.waiting;
            this.waiting = undefined;
            clearTimeout(this.longest);
            if (this.ended) return; // first log in again; the button is pressed anew
            this.passing = true;
            if (button?.name) {
                const stand = Object.assign(document.createElement("input"), { type: "hidden", name: button.name });
                stand.value = button.value || "1";
                this.form.append(stand);
                setTimeout(() => stand.remove(), 0);
            }
            this.form.requestSubmit();
            this.passing = false;
        }

        onLeave(event) {
            event.stopImmediatePropagation();
            if (this.leaving) return;
            flush(this.form);
            if (this.isDirty || this.sent) {
                this.keep();
                event.preventDefault();
            }
        }

        show() {
            const dirty = this.isDirty || (this.begun && Date.now() - this.touchedAt < TICK);
            const slow = this.sent && Date.now() - this.sentAt > SLOW;
            const said = {
                state: this.sent && !slow ? "saving" : dirty || slow ? "unsaved" : this.savedAt ? "saved" : "idle",
                at: this.savedAt ? clock.hour(this.savedAt) : "",
                problem: slow ? SAID.slow : dirty ? this.problem || (this.unkept ? SAID.full : "") : "",
            };
            if (JSON.stringify(said) === this.shown) return;
            this.shown = JSON.stringify(said);
            document.dispatchEvent(new CustomEvent("sop-draft:state", { detail: said }));
        }
    }

    document.addEventListener("DOMContentLoaded", () => {
        const form = document.querySelector("form[data-edit-form]");
        if (form) window.sopDraft = new Faithful(form);
    });
})();
