
(function () {
  "use strict";
  // ES5 only: an old browser is told what it lacks, before anything that it cannot read.
  var has = window.WebAssembly && window.DecompressionStream && window.Worker && window.Promise && window.Blob && window.URL;
  if (!has) {
    document.getElementById("x-old").removeAttribute("hidden");
    document.getElementById("x-start").setAttribute("hidden", "");
  }
  window.xIsOld = !has;
})();
