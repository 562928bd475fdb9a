// A form of one file is sent beside the page, which stays as it is where the line breaks or the file is refused.
(() => {
    const { sopUploads: uploads } = window;
    const ERRORS = "[data-field-errors]";

    /** What the server's page says of each field, put into the page that is open: its file stays chosen. */
    const showFaults = (form, html) => {
        const answer = new DOMParser().parseFromString(html, "text/html");
        for (const field of answer.querySelectorAll("[data-field]")) {
            const id = field.querySelector("[id]:is(input, select, textarea)")?.id;
            const here = id && document.getElementById(id)?.closest("[data-field]");
            if (!here) continue;
            here.classList.toggle("w-field--error", field.classList.contains("w-field--error"));
            here.querySelector(ERRORS).replaceChildren(...field.querySelector(ERRORS).childNodes);
        }
        for (const { name, value } of answer.querySelectorAll("form[data-edit-form] input[name$=anyway]")) {
            form.elements.namedItem(name).value = value;
        }
        document.querySelector(".messages")?.replaceWith(answer.querySelector(".messages"));
        const choice = answer.querySelector(".sop-known");
        if (choice) form.prepend(choice);
        (choice || form.querySelector(".w-field--error"))?.scrollIntoView({ block: "center" });
    };

    const goOn = (form, xhr) => {
        if (xhr.getResponseHeader("Content-Type")?.includes("json")) location.assign(JSON.parse(xhr.response).location);
        else showFaults(form, xhr.response);
    };

    const send = (form, submitter) => {
        const xhr = new XMLHttpRequest();
        const { shown, watch } = uploads.line(uploads.fileInput(form).files[0].name, () => uploads.stop(xhr));
        watch(xhr.upload);
        uploads.forget(form);
        form.append(shown);
        shown.scrollIntoView({ block: "nearest" });
        const data = new FormData(form, submitter?.form === form ? submitter : null); // its button may be gone with what was said
        uploads.busy(form, true);
        xhr.addEventListener("loadend", () => {
            shown.remove();
            uploads.busy(form, false);
            if (xhr.status === 200) return goOn(form, xhr);
            if (window.sopDraft) window.sopDraft.leaving = false;
            return uploads.fail(form, uploads.sentence(xhr), () => send(form, submitter));
        });
        xhr.open("POST", form.action || location.href);
        xhr.setRequestHeader("X-Sop-Upload", "1");
        xhr.send(data);
    };

    document.addEventListener("submit", (event) => {
        const form = event.target;
        const alone = form.matches("form[enctype='multipart/form-data']") && !form.closest(".modal, #upload-list");
        if (event.defaultPrevented || !alone || form.id === "page-edit-form" || !uploads.fileInput(form)?.files.length) return;
        event.preventDefault();
        send(form, event.submitter);
    });
})();
