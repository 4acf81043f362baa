// What a reader would see with half an eye: text cut off, text on text, a page that slides sideways.
(() => {
  const SKIPPED = "script, style, noscript, svg, .visually-hidden, [hidden], option, datalist";

  const EVERYWHERE = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };

  function common(one, two) {
    return {
      left: Math.max(one.left, two.left),
      top: Math.max(one.top, two.top),
      right: Math.min(one.right, two.right),
      bottom: Math.min(one.bottom, two.bottom),
    };
  }

  /**
   * What an element and its ancestors let through as they scroll or clip, and the drawer it lies in: that covers the
   * page, which can be scrolled from under it. Each element is looked at once for all that it holds.
   */
  function frameOf(element, known) {
    if (element === document.documentElement) return { clip: EVERYWHERE, drawer: null };
    if (!known.has(element)) {
      const { overflowX, overflowY, position } = getComputedStyle(element);
      const clips = overflowX !== "visible" || overflowY !== "visible";
      const outer = position === "fixed" ? { clip: EVERYWHERE, drawer: element } : frameOf(element.parentElement, known);
      known.set(element, clips ? { ...outer, clip: common(outer.clip, element.getBoundingClientRect()) } : outer);
    }
    return known.get(element);
  }

  function seen(element) {
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest(SKIPPED);
  }

  function name(element) {
    const id = element.closest("[id]")?.id ?? "";
    return `${element.tagName.toLowerCase()}.${element.className?.baseVal ?? element.className} in #${id}: ${element.textContent.trim().slice(0, 40)}`;
  }

  function lines(root) {
    const found = [];
    const known = new Map();
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      const element = node.parentElement;
      if (!node.textContent.trim() || !seen(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { clip, drawer } = frameOf(element, known);
      for (const rect of range.getClientRects()) {
        const box = common(rect, clip);
        if (box.right - box.left > 2 && box.bottom - box.top > 4) found.push({ element, drawer, ...box });
      }
    }
    return found;
  }

  window.atlasGeometry = {
    /** Pairs of texts that lie on each other. */
    overlapping(all = lines(document.body)) {
      const pairs = [];
      all.forEach((one, at) => {
        for (const two of all.slice(at + 1)) {
          const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
          const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
          const least = Math.min(one.bottom - one.top, two.bottom - two.top);
          // Line boxes are taller than letters: neighbours may touch by a third of a line.
          if (one.element === two.element || one.drawer !== two.drawer) continue;
          if (wide > 2 && high > least / 3) pairs.push(`${name(one.element)} | ${name(two.element)}`);
        }
      });
      return pairs;
    },

    /** Headings and controls whose text is wider or taller than the box that hides the rest. */
    cut() {
      const wanted = "h1, h2, h3, p, button, a, label, legend, summary, th, select, dt, dd, li, figcaption";
      return [...document.querySelectorAll(wanted)].filter((element) => {
        if (!seen(element)) return false;
        const style = getComputedStyle(element);
        // A title that ends in three dots says that there is more, and where.
        if (style.webkitLineClamp !== "none") return false;
        const wide = style.overflowX !== "visible" && style.overflowX !== "auto" && element.scrollWidth > element.clientWidth + 1;
        const high = style.overflowY !== "visible" && style.overflowY !== "auto" && element.scrollHeight > element.clientHeight + 2;
        return element.clientWidth > 0 && (wide || high);
      }).map(name);
    },

    /** Visible elements that reach beyond the window's sides and can not be scrolled to. */
    outside(all = lines(document.body)) {
      const page = document.documentElement;
      const beyond = all.filter(({ left, right }) => left < -1 || right > page.clientWidth + 1);
      const sliding = page.scrollWidth > page.clientWidth + 1 ? [`page is ${page.scrollWidth} wide in ${page.clientWidth}`] : [];
      return [...sliding, ...beyond.map(({ element }) => name(element))];
    },

    /** Everything that a look at the page would object to; its lines are gathered once. */
    faults() {
      const all = lines(document.body);
      const found = { cut: this.cut(), outside: this.outside(all), overlap: this.overlapping(all) };
      return Object.entries(found).flatMap(([fault, places]) => places.map((place) => `${fault}: ${place}`));
    },

    /** Controls smaller than a fingertip: 24 px, unless they stand in a line of text. */
    small() {
      const wanted = "button, input, select, summary, [role=button], [role=tab], [role=radio], [role=checkbox], [role=switch]";
      return [...document.querySelectorAll(wanted)].filter((element) => {
        if (!seen(element) || getComputedStyle(element).display === "inline") return false;
        const target = (element.matches("input") && element.closest("label")) || element;
        const { width, height } = target.getBoundingClientRect();
        return width > 0 && (width < 23.5 || height < 23.5);
      }).map((element) => `${name(element)} ${element.getAttribute("aria-label") ?? ""}`);
    },

    /** Elements whose transitions or animations last longer than some seconds. */
    moving(longest) {
      const lasts = (times) => times.split(",").some((time) => parseFloat(time) > longest);
      return [...document.querySelectorAll("body *")].filter((element) => {
        const style = getComputedStyle(element);
        return lasts(style.transitionDuration) || lasts(style.animationDuration);
      }).map(name);
    },

    /** The focused element, if it lies outside the window. */
    lostFocus() {
      const { top, bottom } = document.activeElement.getBoundingClientRect();
      return bottom < 0 || top > innerHeight ? name(document.activeElement) : null;
    },

    /** Give all text the spacing a reader may ask for (WCAG 1.4.12). */
    spaceOut() {
      const sheet = new CSSStyleSheet();
      const spacing = "line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important";
      sheet.replaceSync(`body * { ${spacing} }`);
      document.adoptedStyleSheets = [sheet];
    },

    /** How many sample points of an element's box lie on a painted region. */
    coveringRegions(selector, regions) {
      const element = document.querySelector(selector);
      if (!element || !element.checkVisibility()) return 0;
      const box = element.getBoundingClientRect();
      let hits = 0;
      for (let row = 1; row < 12; row++) {
        for (let column = 1; column < 12; column++) {
          const [x, y] = [box.left + (box.width * column) / 12, box.top + (box.height * row) / 12];
          if (document.elementsFromPoint(x, y).some((under) => under.matches(regions))) hits++;
        }
      }
      return hits;
    },
  };
})();
