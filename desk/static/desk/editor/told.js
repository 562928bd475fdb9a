// What the editor's account is told by: the word beside the buttons, and the sentence under the form.
(() => {
    const WORDS = { saving: "Menyimpan…", unsaved: "Belum tersimpan", idle: "" };

    // What the server took out of what was typed is said when it saves, and once.
    let told = "";
    document.addEventListener("w-autosave:success", ({ detail }) => {
        const text = detail.response.told || "";
        if (text && text !== told) document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { text, type: "warning" } }));
        told = text;
    });

    document.addEventListener("sop-draft:state", ({ detail }) => {
        const label = document.querySelector("[data-sop-saved]");
        if (label) {
            label.dataset.sopSaved = detail.state;
            label.querySelector("span").textContent =
                detail.state === "saved" ? `Tersimpan ${detail.at}` : WORDS[detail.state];
        }
        const why = document.querySelector("[data-sop-unsaved]");
        if (why && why.textContent !== detail.problem) {
            why.textContent = detail.problem;
            why.hidden = !detail.problem;
        }
    });
})();
