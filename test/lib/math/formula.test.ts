import { describe, expect, it } from 'vitest'
import { readFormula } from '../../../src/lib/math/formula.ts'

const unicode = (tex: string, around?: { before: boolean; after: boolean }) => {
  const read = readFormula(tex, around)
  return 'problem' in read ? `(${read.problem})` : read.unicode
}

/** Lines of `TeX ⇒ what is shown`. */
function table(lines: string): [tex: string, shown: string][] {
  return lines
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+⇒\s+/) as [string, string])
}

describe('a formula in one line of Unicode', () => {
  describe('scripts are small characters, where all of them exist', () => {
    it.each(
      table(String.raw`
        x^2                     ⇒ x²
        x^{10}                  ⇒ x¹⁰
        10^{-3}                 ⇒ 10⁻³
        10^{-251}               ⇒ 10⁻²⁵¹
        1.2\times10^{-3}        ⇒ 1.2×10⁻³
        2^N                     ⇒ 2ᴺ
        2^{n-1}                 ⇒ 2ⁿ⁻¹
        \mathbb{R}^d            ⇒ ℝᵈ
        \mathbb S^{d-1}         ⇒ 𝕊ᵈ⁻¹
        P^{(i)}                 ⇒ P⁽ⁱ⁾
        n^{o(1)}                ⇒ nᵒ⁽¹⁾
        D^{-\beta}              ⇒ D⁻ᵝ
        \alpha_t                ⇒ αₜ
        \alpha_{ t }            ⇒ αₜ
        x_{ij}                  ⇒ xᵢⱼ
        w_{ijk}                 ⇒ wᵢⱼₖ
        x_{n+1}                 ⇒ xₙ₊₁
        \ell_1                  ⇒ ℓ₁
        H_\beta                 ⇒ Hᵦ
        a_{ij}^2                ⇒ aᵢⱼ²
        x_1^{2}                 ⇒ x₁²
        x^{2}_1                 ⇒ x₁²
        \|x\|_2^2               ⇒ ‖x‖₂²
        q^{+}                   ⇒ q⁺
        A^-                     ⇒ A⁻
        n^{th}                  ⇒ nᵗʰ
        i^{\mathrm{th}}         ⇒ iᵗʰ
        98^{\text{th}}          ⇒ 98ᵗʰ
        1^{\text{st}}           ⇒ 1ˢᵗ
        ^2                      ⇒ ²
        _{50}                   ⇒ ₅₀
        ^{13}\mathrm{C}         ⇒ ¹³C
        {}^{13}\mathrm{C}       ⇒ ¹³C
      `),
    )('%s is %s', (tex, shown) => {
      expect(unicode(tex)).toBe(shown)
    })
  })

  describe('other scripts stand behind a sign, in brackets where they are more than one thing', () => {
    it.each(
      table(String.raw`
        x^q                     ⇒ x^q
        x^{qd}                  ⇒ x^(qd)
        K^{3/5}                 ⇒ K^(3/5)
        n^{1/2+\epsilon}        ⇒ n^(1/2+ϵ)
        e^{i\omega d}           ⇒ e^(iωd)
        M = e^{\alpha N}        ⇒ M = e^(αN)
        e^{abc}                 ⇒ e^(abc)
        x^{\mathrm{new}}        ⇒ x^new
        \mathbb{R}^{m \times n} ⇒ ℝ^(m×n)
        n^{\log n}              ⇒ n^(log n)
        f^{\otimes E}           ⇒ f^(⊗E)
        \ell_\infty             ⇒ ℓ_∞
        \ell^{\infty}           ⇒ ℓ^∞
        \ell_{2,1}              ⇒ ℓ_(2,1)
        \pi_{0.5}               ⇒ π_0.5
        \varepsilon^{-3.5}      ⇒ ε^(−3.5)
        k_c                     ⇒ k_c
        a_{i,j}                 ⇒ a_(i,j)
        x_{1:n}                 ⇒ x_(1:n)
        \mathbb{Z}_{\geq 0}     ⇒ ℤ_(≥0)
        43.5_{\pm1.6}\%         ⇒ 43.5_(±1.6)%
        A^\top B                ⇒ A^⊤ B
        \phi_{\#}\mu            ⇒ ϕ_# μ
        x_{y_z}                 ⇒ x_(y_z)
        x_{i_1}                 ⇒ x_(i₁)
        x_{i^*}                 ⇒ x_(i*)
        2^{2^n}                 ⇒ 2^(2ⁿ)
        e^{x^2}                 ⇒ e^(x²)
        f_{\widehat Y}          ⇒ f_Ŷ
        J^{(\mathrm{par})}      ⇒ J^(par)
        F_{\beta}^{\omega}      ⇒ Fᵦ^ω
        c_M^2M                  ⇒ c²_M M
        N^\alpha x              ⇒ N^α x
        N^\alpha(x)             ⇒ N^α (x)
        f_c(x)                  ⇒ f_c(x)
        e_{20\mathrm{Hz}}       ⇒ e_(20Hz)
        0.1^{+0.06}_{-0.04}     ⇒ 0.1_(−0.04)^(+0.06)
      `),
    )('%s is %s', (tex, shown) => {
      expect(unicode(tex)).toBe(shown)
    })
  })

  describe('a word stays a word, also in scripts', () => {
    it.each(
      table(String.raw`
        K_{\min}                ⇒ K_min
        d_\max                  ⇒ d_max
        x_{max}                 ⇒ x_max
        x_{min}                 ⇒ x_min
        W_{in}                  ⇒ W_in
        \theta_{\text{old}}     ⇒ θ_old
        N_\text{rec}            ⇒ N_rec
        V_t^{\mathrm{cont}}     ⇒ Vₜ^cont
        \sigma_{\mathrm{enc}}^2 ⇒ σ²_enc
        R^2_{adj}               ⇒ R²_adj
        \text{FID}_{cd}         ⇒ FID_cd
        \rho_{HM}               ⇒ ρ_HM
        I_{\mathrm{N\text{-}RAC}} ⇒ I_(N-RAC)
        _{\text{base}}          ⇒ _base
        X_{\max} Y              ⇒ X_max Y
        c\,\mathrm{acc}\,d      ⇒ c acc d
        n\mathrm{acc}           ⇒ n acc
        \text{DM}^2\text{A}     ⇒ DM²A
        canonical \to dynamic   ⇒ canonical → dynamic
      `),
    )('%s is %s', (tex, shown) => {
      expect(unicode(tex)).toBe(shown)
    })
  })

  describe('stars, daggers, primes and degrees are raised by themselves', () => {
    it.each(
      table(String.raw`
        x^*                     ⇒ x*
        x^{\ast}                ⇒ x*
        x^\star                 ⇒ x⋆
        x^{**}                  ⇒ x**
        g^\dagger               ⇒ g†
        x^*y                    ⇒ x* y
        f^*(x)                  ⇒ f*(x)
        A x^\star + e           ⇒ A x⋆ + e
        \eta_t^*                ⇒ ηₜ*
        J_{G}^*                 ⇒ J*_G
        a \star b               ⇒ a ⋆ b
        a*b                     ⇒ a ∗ b
        p'                      ⇒ p′
        f''(x)                  ⇒ f″(x)
        p'^2                    ⇒ p′²
        p_1'                    ⇒ p′₁
        f^{\prime\prime}        ⇒ f″
        90^\circ                ⇒ 90°
        ^\circ                  ⇒ °
        25\,^\circ\mathrm{C}    ⇒ 25 °C
        f\circ g                ⇒ f∘g
      `),
    )('%s is %s', (tex, shown) => {
      expect(unicode(tex)).toBe(shown)
    })
  })

  describe('fractions keep their meaning by brackets', () => {
    it.each(
      table(String.raw`
        \frac{a+b}{c}           ⇒ (a+b)/c
        \frac{a}{b+c}           ⇒ a/(b+c)
        \frac{ab}{c}            ⇒ ab/c
        \frac{a}{bc}            ⇒ a/(bc)
        \frac{a b}{c}           ⇒ (a b)/c
        \frac12                 ⇒ 1/2
        \frac 1 \epsilon        ⇒ 1/ϵ
        \frac{-a}{b}            ⇒ −a/b
        \frac{a}{-b}            ⇒ a/(−b)
        \frac{a}{b^2}           ⇒ a/b²
        \frac{1}{p_0}           ⇒ 1/p₀
        \frac{(a+b)}{(c+d)}     ⇒ (a+b)/(c+d)
        \frac{f(x)}{g(x)}       ⇒ f(x)/(g(x))
        \frac{\log n}{n}        ⇒ (log n)/n
        \frac{1}{\log n}        ⇒ 1/(log n)
        \frac{\sum_i x_i}{n}    ⇒ (∑ᵢ xᵢ)/n
        \frac{\frac{a}{b}}{c}   ⇒ (a/b)/c
        \frac{a}{\frac{b}{c}}   ⇒ a/(b/c)
        \frac{1}{2}x            ⇒ (1/2)x
        x\frac{1}{2}            ⇒ x (1/2)
        2\frac{a}{b}            ⇒ 2(a/b)
        a/\frac{b}{c}           ⇒ a/(b/c)
        \frac{a}{b}/c           ⇒ (a/b)/c
        1-\frac{1}{e}           ⇒ 1−1/e
        -\frac{1}{2}            ⇒ −1/2
        \frac{a}{b}\cdot\frac{c}{d} ⇒ (a/b)·(c/d)
        \frac{a}{b}=\frac{c}{d} ⇒ a/b = c/d
        \log\frac{a}{b}         ⇒ log(a/b)
        \left(\frac{a}{b}\right)^2 ⇒ (a/b)²
        {\frac{a}{b}}^2         ⇒ (a/b)²
        x^{\frac{1}{2}}         ⇒ x^(1/2)
        T^{-\frac{1}{2}}        ⇒ T^(−1/2)
        \nicefrac{\log n}{g}    ⇒ (log n)/g
        \tfrac{1}{s}\|x\|       ⇒ (1/s)‖x‖
        \frac{d}{dx}f           ⇒ (d/dx)f
        \frac{\partial u}{\partial t} ⇒ ∂u/∂t
        \frac{\partial^2 u}{\partial x^2} ⇒ ∂²u/∂x²
        \binom{n}{2}            ⇒ (n choose 2)
        \tbinom nk              ⇒ (n choose k)
        \binom{n}{2}/|E|        ⇒ (n choose 2)/|E|
      `),
    )('%s is %s', (tex, shown) => {
      expect(unicode(tex)).toBe(shown)
    })
  })

  describe('roots', () => {
    it.each(
      table(String.raw`
        \sqrt{T}                ⇒ √T
        \sqrt n                 ⇒ √n
        \sqrt{d_k}              ⇒ √dₖ
        \sqrt{10}               ⇒ √10
        O(1/\sqrt{T})           ⇒ O(1/√T)
        \sqrt{mn}               ⇒ √(mn)
        \sqrt{x^2}              ⇒ √(x²)
        \sqrt{d_\mathrm{eff}}   ⇒ √(d_eff)
        \sqrt{(a+b)}            ⇒ √(a+b)
        \sqrt{x}y               ⇒ √x y
        y\sqrt{x}               ⇒ y√x
        \sqrt{x}/y              ⇒ √(x)/y
        \frac{\sqrt{x}}{y}      ⇒ (√x)/y
        \frac{1}{\sqrt{n}}      ⇒ 1/√n
        \sqrt{\frac{a}{b}}      ⇒ √(a/b)
        \sqrt{2}^n              ⇒ (√2)ⁿ
        \sqrt[3]{x}             ⇒ ∛x
        \sqrt[3]{x} y           ⇒ ∛x y
        \sqrt[4]{x+y}           ⇒ ∜(x+y)
        \sqrt[n]{x}             ⇒ x^(1/n)
        \sqrt[n]{x+y}           ⇒ (x+y)^(1/n)
        \sqrt{\tau\ln(1/\tau)}  ⇒ √(τ ln(1/τ))
      `),
    )('%s is %s', (tex, shown) => {
      expect(unicode(tex)).toBe(shown)
    })
  })

  describe('functions, sums and limits', () => {
    it.each(
      table(String.raw`
        n\log n                 ⇒ n log n
        \ln\ln n                ⇒ ln ln n
        \log(1/\delta)          ⇒ log(1/δ)
        \log|\Pi|               ⇒ log|Π|
        \log^3 T                ⇒ log³ T
        \log_2 K                ⇒ log₂ K
        2\sin x                 ⇒ 2 sin x
        3/\ln M                 ⇒ 3/ln M
        -\log s                 ⇒ −log s
        \log -x                 ⇒ log −x
        \exp\left(-\frac{x}{2}\right) ⇒ exp(−x/2)
        \max_{i\in[n]}x_i       ⇒ max_(i∈[n]) xᵢ
        \arg\max_\theta p       ⇒ arg max_θ p
        \operatorname*{arg\,max}_{\theta} L ⇒ arg max_θ L
        \operatorname{ReLU}     ⇒ ReLU
        \operatorname{Attn}(q)  ⇒ Attn(q)
        \Pr_p[x]                ⇒ Prₚ[x]
        \lim_{n\to\infty} a_n   ⇒ lim_(n→∞) aₙ
        \limsup_n a_n           ⇒ lim supₙ aₙ
        \sum_{i=1}^n x_i        ⇒ ∑ᵢ₌₁ⁿ xᵢ
        \sum_{i \in \mathcal{A}} x ⇒ ∑_(i∈𝒜) x
        \sum\limits_{i} x       ⇒ ∑ᵢ x
        \|\sum_j f_j\|          ⇒ ‖∑ⱼ fⱼ‖
        \int_0^1 f(x)\,dx       ⇒ ∫₀¹ f(x) dx
        \prod_{k=1}^{K} p_k     ⇒ ∏ₖ₌₁ᴷ pₖ
        \nabla^2 f              ⇒ ∇²f
        a \bmod n               ⇒ a mod n
        a \equiv b \pmod{n}     ⇒ a ≡ b (mod n)
      `),
    )('%s is %s', (tex, shown) => {
      expect(unicode(tex)).toBe(shown)
    })
  })

  describe('relations have blanks; sums and products those that their author gave them', () => {
    it.each(
      table(String.raw`
        p<0.001                 ⇒ p < 0.001
        p{<}0.001               ⇒ p<0.001
        k\geq 2                 ⇒ k ≥ 2
        x\ne y                  ⇒ x ≠ y
        x\not\in A              ⇒ x ∉ A
        x \leftarrow y          ⇒ x ← y
        p(y\mid x)              ⇒ p(y | x)
        P(h|b)                  ⇒ P(h|b)
        \kappa := 2             ⇒ κ := 2
        f:X\to Y                ⇒ f: X → Y
        f\colon X\to Y          ⇒ f: X → Y
        \{x:x>0\}               ⇒ {x: x > 0}
        S[1:n]                  ⇒ S[1:n]
        3:1                     ⇒ 3:1
        \sim 10                 ⇒ ∼10
        {\sim}2{\times}         ⇒ ∼2×
        \approx 70\%            ⇒ ≈70%
        > 10\sigma              ⇒ >10σ
        \geq 1-a                ⇒ ≥ 1−a
        =5                      ⇒ = 5
        K \in                   ⇒ K ∈
        4\times                 ⇒ 4×
        3\times{}               ⇒ 3×
        256\times256            ⇒ 256×256
        256 \times 256          ⇒ 256 × 256
        a+b                     ⇒ a+b
        a + b                   ⇒ a + b
        \lambda \cdot k \cdot r ⇒ λ · k · r
        a\!\cdot\!b             ⇒ a·b
        \pm2\%                  ⇒ ±2%
        x=-1                    ⇒ x = −1
        (-a, -b)                ⇒ (−a, −b)
        B(0,\cdot;\alpha)       ⇒ B(0, ·; α)
        (\alpha,\beta)          ⇒ (α, β)
        [0,1]                   ⇒ [0,1]
        1,155                   ⇒ 1,155
        n=1{,}100               ⇒ n = 1,100
        1,\ldots,n              ⇒ 1, …, n
        d e^x                   ⇒ d eˣ
        \Delta t                ⇒ Δt
        32\,\mathrm{\mu s}      ⇒ 32 μs
        50~\mu\mathrm{m}        ⇒ 50 μm
        a\quad b                ⇒ a b
      `),
    )('%s is %s', (tex, shown) => {
      expect(unicode(tex)).toBe(shown)
    })
  })

  describe('alphabets, accents, brackets and text', () => {
    it.each(
      table(String.raw`
        \mathcal{L}             ⇒ ℒ
        \mathcal{O}(n^2)        ⇒ 𝒪(n²)
        {\cal O}(n)             ⇒ 𝒪(n)
        \mathscr{H}             ⇒ ℋ
        \mathbb{CP}             ⇒ ℂℙ
        \mathbb{1}              ⇒ 𝟙
        \mathfrak{so}(3)        ⇒ 𝔰𝔬(3)
        \mathbf{x}              ⇒ 𝐱
        \mathbf{1}_{A}          ⇒ 𝟏_A
        \mathbf{30.2\%}         ⇒ 30.2%
        \bm{\theta}             ⇒ 𝜽
        \boldsymbol{\Sigma}     ⇒ 𝚺
        {\rm tr}(A)             ⇒ tr(A)
        \mathsf{SquareCB}       ⇒ SquareCB
        \hat{x}                 ⇒ x̂
        \hat\pi_c               ⇒ π̂_c
        \hat{x_i}               ⇒ x̂ᵢ
        \widetilde{O}(K^{3/5})  ⇒ Õ(K^(3/5))
        \widetilde{\mathcal{O}} ⇒ 𝒪̃
        \vec a                  ⇒ a⃗
        \bar{R}^2               ⇒ R̄²
        \dot{m}                 ⇒ ṁ
        \overline{AB}           ⇒ A̅B̅
        \underline{x}           ⇒ x̲
        \underline{\textbf{M}}  ⇒ M
        \left( x \right)        ⇒ (x)
        \Big\|x\Big\|           ⇒ ‖x‖
        \left\lVert e \right\rVert_0 ⇒ ‖e‖₀
        \left.x\right|_{t=0}    ⇒ x|ₜ₌₀
        \{-1,1\}^n              ⇒ {−1,1}ⁿ
        \langle x,y\rangle      ⇒ ⟨x, y⟩
        \lceil d/2 \rceil       ⇒ ⌈d/2⌉
        \mathbb{I} \left\{ p \right\} ⇒ 𝕀{p}
        \text{if } x>0          ⇒ if x > 0
        x \text{ and } y        ⇒ x and y
        \textit{robust $k$-Means} ⇒ robust k-Means
        \textbf{a \textit{b}}   ⇒ a b
        33\text{--}180 \times   ⇒ 33–180×
        2{\text -}13            ⇒ 2-13
        \texttt{<LOOK>}         ⇒ <LOOK>
        L\_FUNC\_A              ⇒ L_FUNC_A
        100\%                   ⇒ 100%
        \&                      ⇒ &
        \unicode{x2013}         ⇒ –
        x\displaystyle+y        ⇒ x+y
      `),
    )('%s is %s', (tex, shown) => {
      expect(unicode(tex)).toBe(shown)
    })
  })

  it('takes in what stands directly beside it', () => {
    expect(unicode('\\frac{1}{2}', { before: true, after: false })).toBe('(1/2)')
    expect(unicode('\\frac{1}{2}', { before: false, after: true })).toBe('(1/2)')
    expect(unicode('x_c', { before: false, after: true })).toBe('x_(c)')
    expect(unicode('x_1', { before: true, after: true })).toBe('x₁')
  })
})

describe('a formula that is not understood', () => {
  it.each([
    ['a macro of its author', '\\ours_x', '\\ours'],
    ['alignment', 'a & b', 'a lone &'],
    ['an environment', '\\begin{matrix}a\\end{matrix}', '\\begin'],
    ['a link', '\\href{https://a.example}{x}', '\\href'],
    ['a definition', '\\def\\a{b}', '\\def'],
    ['a colour', '\\color{red} x', '\\color'],
    ['a brace too many', 'a}', 'a lone }'],
    ['a brace too few', '\\frac{a}{b', 'unbalanced braces'],
    ['a bracket that \\left opens and nothing closes', '\\left( x', 'unbalanced braces'],
    ['a missing argument', '\\frac{a}', 'a missing argument'],
    ['an empty argument', '\\frac{a}{}', 'an empty argument'],
    ['a script without its argument', 'x^', 'a missing argument'],
    ['two superscripts', 'x^a^b', 'two superscripts'],
    ['two subscripts', 'x_a_b', 'two subscripts'],
    ['a script of which TeX takes one digit', 'x^10', 'an argument without braces'],
    ['a script of which TeX takes the sign', '10^-3', 'an argument without braces'],
    ['a script on a whole group', '{a+b}^2', 'a script on a whole group'],
    ['an accent over a product', '\\hat{xy}', 'an accent over several characters'],
    ['a mean of squares', '\\overline{x^2}', 'an accent over several characters'],
    ['a letter that its alphabet lacks', '\\mathcal{a}', 'no script a'],
    ['two minus signs', '5--10', 'a doubled minus'],
    ['text of another script', 'x, 其中 y', 'an unusual character'],
    ['TeX in its text', '\\text{a \\cite{b}}', '\\cite in text'],
    ['a brace or a sign over several', '\\underbrace{a}_{b}', '\\underbrace'],
    ['a character by a number that is none', '\\unicode{x1}', '\\unicode'],
    ['nothing', ' ', 'nothing to show'],
    ['nothing but space', '\\,{}', 'nothing to show'],
    ['endless nesting', '{'.repeat(50) + '}'.repeat(50), 'nested too deeply'],
    ['endless length', 'x'.repeat(3000), 'too long'],
  ])('is not shown: %s', (_, tex, problem) => {
    expect(readFormula(tex)).toEqual({ problem })
  })
})
