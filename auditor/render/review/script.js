"use strict";
// Everything on the page is there without this script. With it a finding is followed to its figures, by click or key,
// and a figure tells about itself where it stands.
(() => {
  const close = document.currentScript.dataset.close;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const findings = all(".x");
  const about = document.querySelector(".about");
  let current = null;
  let opener = null;

  const ids = (finding, name) => finding.dataset[name].split(" ").filter(Boolean);
  const pieces = (id) => [byId(id), ...all(`[data-of="${id}"]`)].filter(Boolean);
  const visible = (element) => element.offsetParent !== null;

  function clear() {
    all(".now-blamed, .now-term").forEach((mark) => {
      if (mark.closest(".text")) mark.classList.remove("now-blamed", "now-term");
    });
    if (current) {
      current.classList.remove("now");
      current.removeAttribute("aria-current");
    }
    current = null;
  }

  function choose(finding, from) {
    clear();
    hide();
    current = finding;
    finding.classList.add("now");
    finding.setAttribute("aria-current", "true");
    ids(finding, "t").flatMap(pieces).forEach((mark) => mark.classList.add("now-term"));
    const blamed = ids(finding, "b").flatMap(pieces);
    blamed.forEach((mark) => mark.classList.add("now-blamed"));
    const target = byId(from) || blamed[0];
    if (target) target.scrollIntoView({ block: "center", inline: "center" });
    const side = finding.closest(".side");
    if (side && side.scrollHeight > side.clientHeight && getComputedStyle(side).position === "sticky") {
      side.scrollTo({ top: finding.offsetTop - side.offsetTop - 40 });
    }
  }

  function step(by) {
    const shown = findings.filter(visible);
    if (!shown.length) return;
    const at = shown.indexOf(current);
    const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length;
    const link = shown[next].querySelector("h4 a");
    choose(shown[next]);
    link.focus({ preventScroll: true });
  }

  function hide() {
    if (about.hidden) return false;
    about.hidden = true;
    if (opener && opener.isConnected && about.contains(document.activeElement)) opener.focus({ preventScroll: true });
    return true;
  }

  function element(name, content, kind) {
    const made = document.createElement(name);
    made.append(...content);
    if (kind) made.className = kind;
    return made;
  }

  // the figure's own line of the ledger, with its sums written out
  function tell(row, mark) {
    const [, value, what, status, sums] = row.cells;
    const parts = [...sums.children].map((link) => {
      const target = byId(link.hash.slice(1));
      return element("li", target.matches(".x") ? [link.cloneNode(true), ": ", target.querySelector("h4").textContent]
        : [...target.childNodes].map((node) => node.cloneNode(true)));
    });
    const button = element("button", [close]);
    button.type = "button";
    button.addEventListener("click", hide);
    about.replaceChildren(
      button,
      element("h2", [value.textContent, what.textContent ? ` · ${what.textContent}` : ""]),
      element("p", [status.textContent]),
      element("ul", parts),
    );
    opener = mark;
    about.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!link) {
      const card = event.target.closest(".x");
      if (card && !event.target.closest("summary, details") && !String(getSelection())) choose(card);
      return;
    }
    const target = byId(link.hash.slice(1));
    if (!target) return;
    const folded = target.closest("details");
    if (folded && !link.matches(".n")) folded.open = true;
    const card = link.closest(".x");
    if (card) {
      event.preventDefault();
      choose(card, target.id);
    } else if (target.matches(".x")) {
      event.preventDefault();
      choose(target, ids(target, "b")[0]);
      if (!visible(target)) return;
      target.querySelector("h4 a").focus({ preventScroll: true });
      const side = target.closest(".side");
      if (getComputedStyle(side).position !== "sticky") target.scrollIntoView({ block: "start" });
    } else if (link.matches(".n") && target.matches("tr")) {
      event.preventDefault();
      tell(target, link);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text], textarea, select")) return;
    if (event.key === "n" || event.key === "j") step(1);
    else if (event.key === "p" || event.key === "k") step(-1);
    else if (event.key === "Escape") {
      if (!hide()) clear();
    } else return;
    event.preventDefault();
  });

  // a figure tells about itself where it stands, so that the list of all of them may wait
  all(".ledgers").forEach((ledger) => {
    ledger.open = ledger.contains(byId(location.hash.slice(1)));
  });
  const keys = document.querySelector(".keys");
  if (findings.length) keys.hidden = false;
})();
