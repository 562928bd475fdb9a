// The state of an editor's form as a text that can be compared, and the state in which the server sent it.
(() => {
    const UNCOMPARED = new Set(["csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at", "next"]);
    const OURS = "sop_";

    const asText = (value) => (value instanceof File ? `${value.name}|${value.size}|${value.type}` : value);

    /** Editors of rich text hand over what was typed a quarter of a second late: have them do it now. */
    const flush = (form) => {
        for (const input of form.querySelectorAll("[data-draftail-input]")) input.draftailEditor?.saveState();
    };

    const entries = (form) => [...new FormData(form)].map(([name, value]) => [name, asText(value)]);

    const comparable = (pairs) =>
        JSON.stringify(
            pairs.filter(
                ([name]) => !UNCOMPARED.has(name) && !name.startsWith(OURS) && !name.startsWith("comments-"),
            ),
        );

    const written = (element) => /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && element.type !== "hidden";

    const changed = (element) => {
        if (element.type === "checkbox" || element.type === "radio") return element.checked !== element.defaultChecked;
        if (element.tagName === "SELECT") {
            const options = [...element.options];
            return options.some((option) => option.defaultSelected) && options.some((o) => o.selected !== o.defaultSelected);
        }
        return element.type !== "file" && element.value !== element.defaultValue;
    };

    /** Fields in which something stands that the server did not send: typed before any script ran. */
    const typedEarly = (form) => [...form.elements].filter((element) => written(element) && changed(element));

    /** The form as it came, whatever `early` fields hold by now. */
    const asSent = (form, early) => {
        const names = new Set(early.map((element) => element.name));
        return comparable(entries(form).map(([name, value]) => [name, names.has(name) ? "" : value]));
    };

    /** What a text editor numbers anew on each load is left out when two loads are compared. */
    const meaning = (pairs) =>
        JSON.stringify(
            JSON.parse(comparable(pairs)).map(([name, value]) => {
                if (!/^\{"(blocks|entityMap)"/.test(value)) return [name, value];
                const { blocks, entityMap } = JSON.parse(value);
                return [name, [blocks.map(({ key, ...rest }) => JSON.stringify(rest, Object.keys(rest).sort())), entityMap]];
            }),
        );

    window.sopFormState = { flush, entries, comparable, typedEarly, asSent, meaning };
})();
