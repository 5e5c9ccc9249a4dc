"""What of a page a finger can hit, and where the keyboard is, measured in the browser; components included."""

DEEP = """
  const all = (root) => [...root.querySelectorAll("*")];
  const deep = (root) => all(root).flatMap((e) => e.shadowRoot ? [e, ...deep(e.shadowRoot)] : [e]);
  const reached = "a[href], button, input, select, textarea, summary, [tabindex]";
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 1;
  const told = (e) => `${e.tagName} "${(e.ariaLabel ?? e.textContent).trim().slice(0, 40)}" in `
    + (e.getRootNode().host ?? e).closest("[data-testid]")?.dataset.testid;
"""

# What is clicked and less than 24 px high or wide, but links within a sentence (WCAG 2.2, 2.5.8). A slider is taken
# hold of along its bar, a box to tick by its label.
SMALL = f"""() => {{
  {DEEP}
  const held = (e) => e.closest("[data-testid=stSlider] [role=group]")
    ?? ((e.matches("[type=checkbox], [type=radio]") && e.closest("label")) || e);
  const isLink = (e) => e.matches("a") && getComputedStyle(e).display === "inline";
  const isBeside = (e) => e.closest("[data-testid=stSidebar]")?.getBoundingClientRect().right < 40;
  return deep(document).filter((e) => e.matches(reached) && e.tabIndex >= 0 && seen(e) && !isLink(e) && !isBeside(e))
    .map((e) => [e, held(e).getBoundingClientRect()])
    .filter(([, {{ width, height }}]) => Math.min(width, height) < 23.5)
    .map(([e, {{ width, height }}]) => `${{told(e)}}: ${{Math.round(width)}} x ${{Math.round(height)}} px`);
}}"""

# What looks the same with the focus and without, in the sidebar or not. A key has to have been pressed before, or no
# focus is shown; a table of Streamlit is a canvas, and shows it on a cell.
UNSEEN = f"""async (withFrame) => {{
  {DEEP}
  const still = new CSSStyleSheet();
  still.replaceSync("*, *::before, *::after {{ transition: none !important; animation: none !important }}");
  const roots = [document, ...deep(document).map((e) => e.shadowRoot).filter(Boolean)];
  for (const root of roots) root.adoptedStyleSheets = [...root.adoptedStyleSheets, still];
  const drawn = (e) => ["", "::before", "::after"].map((part) => {{
    const s = getComputedStyle(e, part);
    return [s.outlineStyle === "none" || s.outline, s.boxShadow, s.borderColor, s.backgroundColor, s.color, s.opacity];
  }}).join();
  const around = (e) => {{
    const parents = [];
    for (let at = e; at && parents.length < 5; at = at.parentElement) parents.push(at);
    return [...parents, ...[...(e.parentElement ?? e).querySelectorAll("*")].slice(0, 12)].map(drawn).join();
  }};
  const turn = new MessageChannel(); // a timer would take 4 ms each time
  const settled = () => new Promise((done) => {{ turn.port1.onmessage = done; turn.port2.postMessage(null); }});
  const unseen = [];
  const isLeft = (e) => withFrame || !(e.getRootNode().host ?? e).closest("[data-testid=stSidebar]");
  const inTurn = deep(document)
    .filter((e) => e.matches(reached) && e.tabIndex >= 0 && !e.disabled && seen(e) && isLeft(e));
  for (const e of inTurn) {{
    if (e.matches("[data-testid=data-grid-canvas]")) continue;
    document.activeElement?.blur?.();
    await settled();
    if (document.activeElement === e) {{ // a dialog takes the focus back
      inTurn.findLast((other) => other !== e && e.closest("[role=dialog]")?.contains(other))?.focus();
      await settled();
    }}
    const before = around(e);
    e.focus({{ preventScroll: true, focusVisible: true }});
    await settled();
    if (e.getRootNode().activeElement === e && around(e) === before) unseen.push(told(e));
  }}
  document.activeElement?.blur?.();
  turn.port1.close();
  for (const root of roots) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== still);
  return unseen;
}}"""
