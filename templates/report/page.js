
(function () {
  "use strict";
  // ES5 only: the page is opened in whatever browser the office has. It says
  // everything without this script, which filters findings and copies letters.

  function byId(id) {
    return document.getElementById(id);
  }

  function all(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }

  // By attribute: the oldest browsers do not know the property.
  function setHidden(node, isHidden) {
    if (isHidden) {
      node.setAttribute("hidden", "");
    } else {
      node.removeAttribute("hidden");
    }
  }

  function filter() {
    var form = byId("filter");
    if (!form) {
      return;
    }
    var group = byId("filter-group");
    var severities = ["error", "warning", "notice"];
    var shown = byId("filter-shown");

    function apply() {
      var total = 0;
      var left = 0;
      all(".group").forEach(function (section) {
        var here = 0;
        all(".finding", section).forEach(function (item) {
          var isWanted = byId("filter-" + item.getAttribute("data-severity")).checked;
          setHidden(item, !isWanted);
          total += 1;
          here += isWanted ? 1 : 0;
        });
        var isOut = here === 0 || (group.value !== "" && group.value !== section.id);
        setHidden(section, isOut);
        left += isOut ? 0 : here;
      });
      var text = shown.getAttribute(left === 0 ? "data-empty" : "data-shown");
      shown.textContent =
        left === total ? "" : text.replace("#1", String(left)).replace("#2", String(total));
    }

    function reset() {
      group.value = "";
      severities.forEach(function (it) {
        byId("filter-" + it).checked = true;
      });
      apply();
    }

    // A link to a group that is filtered away shows everything again.
    function reveal() {
      var target = byId(window.location.hash.slice(1));
      if (target && target.hasAttribute("hidden")) {
        reset();
        target.scrollIntoView();
      }
    }

    setHidden(form, false);
    form.onsubmit = function () {
      return false;
    };
    group.onchange = apply;
    severities.forEach(function (it) {
      byId("filter-" + it).onclick = apply;
    });
    byId("filter-reset").onclick = reset;
    window.onhashchange = reveal;
    apply();
  }

  function select(node) {
    var range = document.createRange();
    range.selectNodeContents(node);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  // For browsers that have no clipboard of their own for pages from a disk.
  function copyTheOldWay(text) {
    var area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "aside";
    document.body.appendChild(area);
    area.select();
    var isCopied = false;
    try {
      isCopied = document.execCommand("copy");
    } catch (error) {
      isCopied = false;
    }
    document.body.removeChild(area);
    return isCopied;
  }

  function letters() {
    all("button.copy").forEach(function (button) {
      var letter = byId(button.getAttribute("data-letter"));
      var answer = button.parentNode.querySelector(".copied");

      function tell(isCopied) {
        answer.textContent = button.getAttribute(isCopied ? "data-copied" : "data-failed");
        if (!isCopied) {
          letter.parentNode.setAttribute("open", "");
          select(letter);
        }
      }

      function old() {
        var isCopied = copyTheOldWay(letter.textContent);
        button.focus();
        tell(isCopied);
      }

      setHidden(button, false);
      button.onclick = function () {
        answer.textContent = "";
        if (navigator.clipboard && navigator.clipboard.writeText) {
          navigator.clipboard.writeText(letter.textContent).then(function () {
            tell(true);
          }, old);
        } else {
          old();
        }
      };
    });
  }

  // While the program watches, the page is read again every so often: it stays as it was left, with what is
  // open, filtered and scrolled to.
  function stay() {
    if (!document.querySelector('meta[http-equiv="refresh"]')) {
      return;
    }
    var key = "xeploai " + window.location.pathname;

    // A browser that keeps nothing for pages from a disk shows the page from its top.
    function kept() {
      try {
        return JSON.parse(window.sessionStorage.getItem(key)) || {};
      } catch (error) {
        return {};
      }
    }

    function named(root) {
      var own = root.querySelector("[id]");
      return own ? own.id : "";
    }

    function fields() {
      return all("#filter select, #filter input");
    }

    // The first thing in sight, and how far below the edge: what changed above it moves it.
    function sight() {
      var found = null;
      all("[id]").some(function (it) {
        var box = it.getBoundingClientRect();
        found = box.height > 0 && box.top >= 0 ? { id: it.id, top: box.top } : null;
        return found !== null;
      });
      return found;
    }

    function keep() {
      var state = { open: all("details[open]").map(named), fields: {}, at: window.pageYOffset, sight: sight() };
      fields().forEach(function (it) {
        state.fields[it.id] = it.type === "checkbox" ? it.checked : it.value;
      });
      try {
        window.sessionStorage.setItem(key, JSON.stringify(state));
      } catch (error) {
        return;
      }
    }

    function scroll(state) {
      var seen = state.sight && byId(state.sight.id);
      window.scrollTo(0, state.at || 0);
      if (seen) {
        window.scrollBy(0, seen.getBoundingClientRect().top - state.sight.top);
      }
    }

    var state = kept();
    all("details").forEach(function (it) {
      if ((state.open || []).indexOf(named(it)) >= 0) {
        it.setAttribute("open", "");
      }
    });
    fields().forEach(function (it) {
      var own = (state.fields || {})[it.id];
      if (own === undefined) {
        return;
      }
      if (it.type === "checkbox") {
        it.checked = own;
      } else {
        it.value = own;
        // A group that is gone.
        it.value = it.value === own ? own : "";
      }
    });
    if (state.at !== undefined) {
      if ("scrollRestoration" in window.history) {
        window.history.scrollRestoration = "manual";
      }
      window.addEventListener("load", function () {
        scroll(state);
      });
    }
    window.addEventListener("beforeunload", keep);
    window.addEventListener("pagehide", keep);
  }

  stay();
  filter();
  letters();
})();
