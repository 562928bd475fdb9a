// What stands in a field is what was typed: no calendar rewrites it, no limit cuts it; how long it is stands below it.
(() => {
    const { $ } = window;

    // A year like 0026 is refused by the server and not made 1926; a calendar goes when its field does: out of sight, or left.
    Object.assign($.fn.datetimepicker.defaults, { validateOnBlur: false, scrollMonth: false, scrollInput: false });
    const isInSight = (field) => {
        const { top, bottom } = field.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
    };
    const close = ({ target }) => {
        if (target.closest?.(".xdsoft_datetimepicker")) return;
        const field = document.activeElement;
        if (!$(field).data("xdsoft_datetimepicker") || !isInSight(field)) $(".xdsoft_datetimepicker:visible").trigger("close.xdsoft");
    };
    document.addEventListener("scroll", close, { capture: true, passive: true });
    document.addEventListener("focusin", close);

    // The server counts characters as people do, and refuses what is too long with its number.
    const counted = new WeakMap();
    const count = (field) => {
        const most = Number(field.dataset.most);
        const length = [...field.value.trim()].length;
        const line = counted.get(field) || Object.assign(document.createElement("p"), { className: "sop-count" });
        if (!counted.has(field)) {
            line.setAttribute("role", "status");
            field.after(line);
            counted.set(field, line);
        }
        const over = length > most;
        line.classList.toggle("sop-count--over", over);
        line.textContent = over ? `${length} dari ${most} karakter: kurangi ${length - most}.` : `${length} dari ${most} karakter`;
    };
    for (const type of ["focusin", "input"]) {
        document.addEventListener(type, ({ target }) => target.matches?.("[data-most]") && count(target));
    }
})();
