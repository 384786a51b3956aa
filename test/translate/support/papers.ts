import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseRss } from '../../../src/arxiv/rss.ts'

interface PaperText {
  id: string
  title: string
  abstract: string
}

const SHARED = new URL('../../../../shared/', import.meta.url)
const EDITION = new URL('arxiv-replay/editions/2026-05-11/', SHARED)
const MATCHES = new URL('reference-digest/matches-2026-05-11.json', SHARED)

/** The 65 papers of the reference digest, as arXiv announced them; null where this machine has no recordings. */
export function referencePapers(): PaperText[] | null {
  if (!existsSync(EDITION) || !existsSync(MATCHES)) return null
  const papers = new Map<string, PaperText>()
  for (const file of readdirSync(EDITION)) {
    const content = readFileSync(new URL(file, EDITION))
    if (file.endsWith('.xml.gz'))
      for (const { paper } of parseRss(gunzipSync(content).toString()).announcements) papers.set(paper.id, paper)
    else if (file.endsWith('.jsonl'))
      for (const line of content.toString().trim().split('\n')) {
        const paper = JSON.parse(line) as PaperText
        papers.set(paper.id, paper)
      }
  }
  const groups = JSON.parse(readFileSync(MATCHES, 'utf8')) as Record<string, string[]>
  return [...new Set(Object.values(groups).flat())].map((id) => papers.get(id) as PaperText)
}

/** Papers that cannot exist (there is no thirteenth month), with all that translations break. */
export const INVENTED_PAPERS: readonly PaperText[] = [
  {
    id: '2613.00001',
    title: 'Regret of $\\widetilde{O}(K^{3/5})$ for Bandits with $k$-Sparse Rewards',
    abstract:
      'We study bandits whose rewards are $k$-sparse. Our method, \\textbf{S}parse \\textbf{U}CB (SUCB), has regret $\\widetilde{O}(K^{3/5})$, which improves the $O(\\sqrt{T})$ of arXiv:2613.00002v2. Code: https://github.com/alice-lab/sparse_ucb.',
  },
  {
    id: '2613.00002',
    title: 'G\\"odel Machines that Cost $5 and Learn for $10',
    abstract:
      "A G\\\"odel machine rewrites itself. Ours costs $5 to start and $10 to keep, i.e. 50\\% less than ``the usual ones''. It proves $n \\in \\mathbb{N}$ theorems in $O(n^2)$ steps (see Fig.~3 of \\cite{bob2024}).",
  },
  {
    id: '2613.00003',
    title: 'RAG or ART? A Study of Names in Capitals',
    abstract:
      'We compare RAG, ART and STaR with Qwen2.5-7B-Instruct, GPT-4o and LLaMA-2-70B on GSM8K and MATH-500. STaR needs 3.5$\\times$ fewer tokens (1,024 vs. 3,584) and is 12.5% better at pass@1.',
  },
  {
    id: '2613.00004',
    title: 'Diffusion Policy for Legged Robots',
    abstract:
      'A diffusion policy maps observations $o_t$ to actions $a_{t+1} = \\pi_\\theta(o_t)$. We call `train.py` with --learning-rate 1e-4 and store snake_case_names in config.yaml. Write to bob@example.org or see www.example.org/robots?leg=4&v=2.',
  },
  {
    id: '2613.00005',
    title: 'On \\(\\alpha\\)-Divergences and \\emph{Their} Uses',
    abstract:
      'Let \\(\\alpha > 0\\). The \\(\\alpha\\)-divergence of $p$ and $q$ is $$D_\\alpha(p \\| q) = \\frac{1}{\\alpha - 1} \\log \\int p^\\alpha q^{1-\\alpha}.$$ We bound it by $\\epsilon \\leq 0.05$ in 9 of 10 cases.\n\nA second paragraph says that the bound is tight for $\\alpha \\to 1$.',
  },
  {
    id: '2613.00006',
    title: 'A Title Without Anything Special',
    abstract: 'This abstract has no formula. It has three sentences, two of them short. Nothing can break here.',
  },
  {
    id: '2613.00007',
    title: "Poincar\\'e Embeddings in $\\mathbb{H}^n$ (Extended Version)",
    abstract:
      "Poincar\\'e embeddings [1, 2] live in $\\mathbb{H}^n$. We embed 1,234,567 words in 0.5 hours, which is {\\bf ten} times faster; the code is at https://anonymous.4open.science/r/poincare-1A2B/ (MIT licence).",
  },
  {
    id: '2613.00008',
    title: 'When $p<0.05$ Is Not Enough: \\texttt{stats.py} Reconsidered',
    abstract:
      'We re-ran 100 studies. With $p<0.05$ only 36 hold; with $p<0.005$, 61 of 68 do. All tables (CSV, 3 MB) have the DOI 10.5281/zenodo.1234567; questions go to chen@example.org.',
  },
  {
    id: '2613.00009',
    title: 'SO(3)-Equivariant Networks with O(N) Memory',
    abstract:
      'We build SO(3)-equivariant networks whose memory is O(N) instead of $O(N^2)$. The tokens <SEG> and </SEG> mark segments; f(x) is called twice, in C++ and Python 3.12.',
  },
  {
    id: '2613.00010',
    title: 'Learning from $10^{-3}$ of the Data',
    abstract:
      'With $10^{-3}$ of the data (about 5M of 5B tokens) we reach 98.7\\% of the accuracy. The rest, $\\Delta = 1.3\\%$, costs \\$1,000 more. See also hep-th/9901001 and cs.LG listings.',
  },
]
