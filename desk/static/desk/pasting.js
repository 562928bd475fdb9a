/*
 * What is pasted into a formatted text: lines stay lines, deleted words stay away, and a table is asked about, because
 * the editor would run its cells together. Everything else is the editor's own.
 */
(() => {
  const DELETED = "del, s, strike, [style*='line-through'], .MsoCommentReference, .MsoCommentText, style, script, meta";
  const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, li, ul, ol, blockquote, pre, section, article, table";
  const LINES = "p, div, pre, h1, h2, h3, h4, h5, h6, blockquote";

  const read = (html) => new DOMParser().parseFromString(html, "text/html").body;
  const cellText = (cell) => cell.textContent.replace(/\s+/g, " ").trim();

  /** The rows of a table as lines, its cells apart by tabs: what the table block reads. */
  const asLines = (table) =>
    [...table.rows].map((row) => [...row.cells].map(cellText).join("\t")).filter((line) => line.trim()).join("\n");

  /** Each line that a <br> ends becomes a paragraph of its own. */
  function keepLines(body) {
    let loose = null;
    for (const node of [...body.childNodes]) {
      const isBlock = node.nodeType === Node.ELEMENT_NODE && (node.matches(BLOCKS) || node.querySelector(BLOCKS));
      if (isBlock) {
        loose = null;
      } else if (loose) {
        loose.append(node);
      } else if (node.textContent.trim() || node.nodeName === "BR") {
        loose = document.createElement("p");
        node.replaceWith(loose);
        loose.append(node);
      }
    }
    for (const block of body.querySelectorAll(LINES)) {
      if (block.querySelector("br") && !block.querySelector(BLOCKS) && !block.closest("li")) {
        const lines = block.innerHTML.split(/<br[^>]*>/i).filter((line) => read(line).textContent.trim());
        block.outerHTML = lines.map((line) => `<p>${line}</p>`).join("");
      }
    }
  }

  /** Pasted again without what was taken out; the editor takes it from here. */
  function pasteAgain(target, body) {
    const text = [...body.querySelectorAll(LINES)].map((block) => block.textContent.trim()).join("\n");
    const data = new DataTransfer();
    data.setData("text/html", body.innerHTML);
    data.setData("text/plain", text || body.textContent);
    const again = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    again.wasCleaned = true;
    target.dispatchEvent(again);
  }

  /** Open the menu of blocks behind the text, choose the table and fill it in; false where there is no such menu. */
  async function addTable(editor, lines) {
    const child = editor.closest("[data-streamfield-child]");
    const menu = child?.nextElementSibling?.querySelector("button") ?? child?.querySelector("[data-streamfield-list-add]");
    if (!menu) return false;
    const known = new Set(document.querySelectorAll("textarea"));
    menu.click();
    const found = await until(() =>
      [...document.querySelectorAll("[role='option']")].find((option) => option.textContent.trim() === "Tabel"),
    );
    if (!found) return false;
    found.click();
    const field = await until(() =>
      [...document.querySelectorAll("textarea[name$='-value-text']")].find((area) => !known.has(area)),
    );
    if (!field) return false;
    field.value = lines;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    document.getElementsByName(field.name.replace(/-text$/, "-caption"))[0]?.focus();
    return true;
  }

  async function until(find) {
    for (let tries = 0; tries < 40; tries += 1) {
      const found = find();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return null;
  }

  const MANUAL = "Tambahkan blok «Tabel» di bawah teks ini, lalu tempel lagi di isian «Isi tabel».";

  /** Ask below the text what becomes of each table. */
  function ask(editor, tables) {
    const note = document.createElement("div");
    note.className = "help-block help-warning sop-pasted";
    note.setAttribute("role", "alert");
    const said = document.createElement("p");
    said.textContent = "Yang ditempel memuat tabel. Di dalam teks, kolom-kolomnya akan menyatu.";
    const button = (words, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button button-small button-secondary";
      made.textContent = words;
      made.addEventListener("click", act);
      return made;
    };
    const add = button("Jadikan blok Tabel", async () => {
      let added = true;
      for (const lines of tables) added = (await addTable(editor, lines)) && added;
      if (added) note.remove();
      else said.textContent = MANUAL;
    });
    note.append(said, add, " ", button("Jangan tempelkan tabelnya", () => note.remove()));
    editor.closest("[data-draftail-editor-wrapper], .Draftail-Editor")?.after(note);
  }

  document.addEventListener(
    "paste",
    (event) => {
      const editor = event.target.closest?.(".Draftail-Editor");
      const html = event.clipboardData?.getData("text/html") ?? "";
      if (event.wasCleaned || !editor || !/<(table|br|del|s|strike)[\s>]|line-through|MsoComment/i.test(html)) return;
      const body = read(html);
      if (body.querySelector("[data-draftjs-conductor-fragment]")) return; // copied from an editor of ours
      event.preventDefault();
      event.stopImmediatePropagation();
      for (const gone of body.querySelectorAll(DELETED)) gone.remove();
      const tables = [...body.querySelectorAll("table")].map((table) => {
        const lines = asLines(table);
        table.remove();
        return lines;
      });
      keepLines(body);
      if (body.textContent.trim()) pasteAgain(event.target, body);
      if (tables.some(Boolean)) ask(editor, tables.filter(Boolean));
    },
    true,
  );
})();
