// A link to a field of the editor (#:w:contentpath=image_alt, Wagtail's own form) opens what hides it and goes there.
(() => {
    const goTo = () => {
        const path = decodeURIComponent(location.hash).match(/^#:w:contentpath=(.+)$/)?.[1];
        if (!path) return;
        let place = null;
        const parts = path.split(".");
        for (const part of parts) {
            const within = place || document;
            const row = /^\d+$/.test(part) && within.querySelectorAll("[data-inline-panel-child], .w-panel")[part];
            place = within.querySelector(`[data-contentpath="${CSS.escape(part)}"]`) || row || place;
        }
        place ||= document.getElementById(`id_${path}`);
        if (!place) return;
        for (let panel = place.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]")) {
            const toggle = panel.querySelector("[data-panel-toggle]");
            if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
        }
        place.scrollIntoView({ block: "center" });
        place.querySelector("input:not([type=hidden]), textarea, select, [contenteditable=true], button")?.focus({ preventScroll: true });
    };
    addEventListener("load", () => setTimeout(goTo, 300));
    addEventListener("hashchange", goTo);
})();
