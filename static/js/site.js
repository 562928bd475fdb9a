// The site works without this. With it, addresses can be copied in one press.
for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = "Tautan disalin";
        setTimeout(() => { button.textContent = label; }, 3000);
    });
}
