// What an earlier visit left unsaved in this browser is offered again: to be put back, read, or thrown away.
(() => {
    const kept = window.sopKept;
    const { entries, meaning } = window.sopFormState;
    const NOTHING = /(^|-)(TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS|id|type|order|deleted|count|DELETE|ORDER)$|^(sop_|next$|loaded_|slug$)/;
    const when = window.sopClock.moment;

    const make = (tag, text, attributes = {}) => {
        const element = Object.assign(document.createElement(tag), attributes);
        if (text) element.textContent = text;
        return element;
    };

    const inWords = ([name, value]) => {
        if (NOTHING.test(name) || !value || typeof value !== "string") return "";
        if (!/^\{"(blocks|entityMap)"/.test(value)) return value;
        return JSON.parse(value).blocks.map((block) => block.text).join("\n");
    };

    /** The copy goes to the server as if its form had just been sent: whatever its fields are, they come back whole. */
    const putBack = (copy, form) => {
        const again = make("form", "", { method: "post", action: form.action, hidden: true });
        const token = form.elements.namedItem("csrfmiddlewaretoken").value;
        const fresh = ["loaded_revision_id", "loaded_revision_created_at"].map((name) => form.elements.namedItem(name));
        const pairs = copy.entries.filter(([name]) => !/^(loaded_revision|overwrite_revision|csrf)/.test(name));
        pairs.push(["csrfmiddlewaretoken", token], ...fresh.filter(Boolean).map((field) => [field.name, field.value]));
        for (const [name, value] of pairs) again.append(make("textarea", "", { name, value }));
        sessionStorage.setItem("sop-dipulihkan", copy.id);
        if (window.sopDraft) window.sopDraft.leaving = true;
        document.body.append(again);
        again.submit();
    };

    const isNew = (copy) => copy.page.includes("/pages/add/");

    const offer = (copy, form) => {
        const region = make("section", "", { className: "sop-kept help-block help-warning" });
        region.setAttribute("aria-label", "Isian yang belum tersimpan");
        region.append(
            make("p", `Ada isian Anda dari ${when(copy.at)} yang belum sempat tersimpan${copy.title ? `: «${copy.title}»` : ""}.`),
            make("p", isNew(copy) ? "Memulihkannya membuat naskah baru dengan isian itu." : "Memulihkannya menyimpan naskah seperti isian itu; versi yang sekarang tetap ada di Riwayat."),
        );
        const shown = make("details");
        shown.append(make("summary", "Baca isinya"), make("pre", copy.entries.map(inWords).filter(Boolean).join("\n\n")));
        const back = make("button", "Pulihkan", { type: "button", className: "button button-small" });
        const away = make("button", "Buang", { type: "button", className: "button button-small button-secondary" });
        back.addEventListener("click", () => putBack(copy, form));
        away.addEventListener("click", () => {
            kept.drop(copy.id);
            region.remove();
        });
        region.append(shown, back, " ", away);
        form.before(region);
    };

    const point = (copy) => {
        const line = make("p", `Isian Anda pada «${copy.title || "naskah baru"}» dari ${when(copy.at)} belum tersimpan. `, {
            className: "sop-kept help-block help-warning",
        });
        line.append(make("a", "Buka naskahnya", { href: copy.page }));
        document.querySelector("#main .w-dashboard, #main .content, #main")?.prepend(line);
    };

    document.addEventListener("DOMContentLoaded", async () => {
        const form = document.getElementById("page-edit-form");
        const home = location.pathname === "/admin/";
        if (!form && !home) return;
        for (const copy of await kept.left()) {
            if (home) point(copy);
            else if (copy.page !== new URL(form.action).pathname) continue;
            else if (meaning(copy.entries) === meaning(entries(form))) kept.drop(copy.id);
            else offer(copy, form);
        }
    });
})();
