// Buttons that open the browser's print dialog; hidden where no script runs.
for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
}
