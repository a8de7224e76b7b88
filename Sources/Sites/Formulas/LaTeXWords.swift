/// The commands that a formula may use, and what they stand for.
enum LaTeXWords {
  /// Every command, for advice.
  static var all: [String] {
    (signs.keys.filter { $0.first?.isLetter == true } + Array(letters.keys) + Array(accents.keys)
      + Array(functions)
      + [
        "frac", "sqrt", "text", "mathrm", "operatorname", "mathbf", "mathbb", "underset",
        "overset", "underbrace", "overbrace", "left", "right", "begin", "quad", "qquad",
      ]).sorted()
  }

  static let signs: [String: String] = [
    "sum": "∑", "prod": "∏", "int": "∫", "cdot": "·", "times": "×", "div": "÷", "pm": "±",
    "mp": "∓", "odot": "⊙", "otimes": "⊗", "circ": "∘", "ast": "∗", "le": "≤", "leq": "≤",
    "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "lt": "<", "gt": ">", "approx": "≈",
    "equiv": "≡", "sim": "∼", "propto": "∝", "in": "∈", "notin": "∉", "subset": "⊂",
    "cup": "∪", "cap": "∩", "setminus": "∖", "to": "→", "rightarrow": "→", "leftarrow": "←",
    "mapsto": "↦", "Rightarrow": "⇒", "iff": "⇔", "land": "∧", "lor": "∨", "neg": "¬",
    "forall": "∀", "exists": "∃", "mid": "|", "vert": "|", "lvert": "|", "rvert": "|",
    "Vert": "‖", "lVert": "‖", "rVert": "‖", "|": "‖", "lfloor": "⌊", "rfloor": "⌋",
    "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩", "{": "{", "}": "}", "%": "%",
    "_": "_", "#": "#", "&": "&", "$": "$", "dots": "…", "ldots": "…", "cdots": "⋯",
    "vdots": "⋮", "colon": ":", "star": "⋆",
  ]

  static let letters: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "ell": "ℓ", "infty": "∞", "partial": "∂", "nabla": "∇", "emptyset": "∅", "top": "⊤",
  ]

  static let functions: Set<String> = [
    "ln", "log", "exp", "max", "min", "lim", "sup", "inf", "sin", "cos", "tan", "sinh", "cosh",
    "tanh", "det", "dim", "arg", "gcd",
  ]

  static let spaces = [
    ",": "0.17em", ":": "0.22em", ";": "0.28em", "!": "-0.17em", " ": "0.25em", "quad": "1em",
    "qquad": "2em",
  ]

  static let accents = [
    "hat": "^", "widehat": "^", "bar": "¯", "overline": "¯", "tilde": "˜", "vec": "→",
    "dot": "˙",
  ]

  static let doubleStruck: [Character: Character] = [
    "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "R": "ℝ", "C": "ℂ", "E": "𝔼", "P": "ℙ", "1": "𝟙",
  ]

  /// The brackets of an environment, and whether its cells stand at the left.
  static let environments: [String: (open: String, close: String, isLeading: Bool)] = [
    "cases": ("{", "", true), "matrix": ("", "", false), "pmatrix": ("(", ")", false),
    "bmatrix": ("[", "]", false), "vmatrix": ("|", "|", false), "aligned": ("", "", true),
  ]
}
