"""A batch of 150 certificates in one and in two processes, one alone, form A1 with 5,000 字, beside WeasyPrint as it comes.

.venv/bin/python -m benchmarks.certificates
"""

import html
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks import place

COUNT = 150
FAMILY = "王李张刘陈杨黄赵周吴徐孙马胡朱郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
GIVEN = "衡仲砚舟禾川既明之远守中克勤知秋景行墨规尺度岚慧敏静丽强磊军洋勇艳杰娟涛超霞平刚桂英文辉力"
SENTENCE = (
    "主持完成精密零件磨削工艺攻关，将圆度误差由三微米降到一微米以内，编写作业指导书并在三家兄弟单位推广，带徒十二人。"
)


def main() -> None:
    place.introduce(f"Documents: {COUNT} certificates, one alone, form A1 with 5,000 字; PDF by WeasyPrint 70")
    place.prepare_alone()
    alone = place.interleaved(
        {"ours": one, "as it comes": one_as_it_comes, "A1": form, "A1 as it comes": form_as_it_comes}, rounds=6, each=2
    )
    rows = [
        ("one certificate", alone["ours"], alone["as it comes"], alone["as it comes"] / alone["ours"]),
        ("form A1, 5,000 字", alone["A1"], alone["A1 as it comes"], alone["A1 as it comes"] / alone["A1"]),
    ]
    for processes in (1, 2):
        ours, theirs, peak, size = batch(processes)
        rows.append((f"certificate in a batch, {processes} process", ours, theirs, theirs / ours))
    place.show(rows, heads=("document", "ms each", "WeasyPrint as it comes, ms", "ratio"))
    together = len(whole())
    place.show(
        [("a process at its peak", f"{peak:.0f} MB"), ("150 files of their own", f"{size / 1e6:.2f} MB"),
         ("150 pages as one document", f"{together / 1e6:.2f} MB"), ("one certificate", f"{len(one()) / 1e3:.0f} kB")],
        heads=("what", "size"),
    )  # fmt: skip


def papers(start=0, stop=COUNT):
    from documents.papers import PaperE11

    return [
        PaperE11(
            name=FAMILY[n % len(FAMILY)] + GIVEN[n * 7 % len(GIVEN)] + GIVEN[n * 3 % len(GIVEN)],
            title="上海质量工匠",
            issuer="上海市质量协会",
            date="二〇二六年九月十日",
            number=f"沪质工匠〔2026〕{n:03}号",
            verify_url=f"https://portal.example.org/verify/{n:026d}",
            unit_name="2026 年度　上海示例精密机械制造有限公司",
        )
        for n in range(start, stop)
    ]


def one():
    from documents import pdf
    from documents.papers import PaperE11

    return pdf.render(PaperE11.TEMPLATE, papers(0, 1)[0], setup=PaperE11.SETUP)


def long_form():
    from documents.papers import PaperA1

    text = (SENTENCE * 100)[:5_000]
    return PaperA1(year="2026", recommender_name="上海市示例产业工会", cells={"name": "于砚秋", "achievements": text})


def form():
    from documents.papers import print_paper

    return print_paper(long_form())


def whole():
    """All certificates laid out as one document, as the printer gets them."""
    from documents import pdf
    from documents.papers import PaperE11

    bodies = [pdf._body(PaperE11.TEMPLATE, paper) for paper in papers()]
    return pdf._layout(bodies, setup=PaperE11.SETUP, footer=None)


# Beside it: the same HTML and style sheets through WeasyPrint's documented call, system fonts, nothing kept


def as_it_comes(template, paper, setup):
    from django.template.loader import get_template
    from weasyprint import HTML

    from documents import pdf

    folder = pdf.FOLDER
    rules = "\n".join((folder / name).read_text(encoding="utf-8") for name in ("paper.css", f"{setup.lower()}.css"))
    rules += "\nhtml { font-family: 'Noto Serif CJK SC' } .xiaobiaosong { font-weight: 900 } .hei { font-family: 'Noto Sans CJK SC' }"
    body = get_template(template).render({"paper": paper})
    markup = (
        f'<html lang="zh-CN"><style>{html.unescape(rules)}</style><body class="{setup.lower()}">{body}</body></html>'
    )
    return HTML(string=markup, base_url=str(folder) + "/").write_pdf()


def one_as_it_comes():
    return as_it_comes("documents/e11.html", papers(0, 1)[0], "S4")


def form_as_it_comes():
    paper = long_form()
    return as_it_comes(paper.TEMPLATE, paper, paper.SETUP)


# Batches


def batch(processes: int) -> tuple[float, float, float, int]:
    """ms each of ours and as it comes, peak memory of a process in MB, bytes of all files; the pool is warm."""
    step = COUNT // processes
    parts = [(start, start + step) for start in range(0, COUNT, step)]
    # a process of its own for each batch, as a worker is: nothing of this one's memory is counted
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=place.prepare_alone) as pool:
        list(pool.map(warm, range(processes * 2)))
        taken: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _ in range(3):
            began = time.perf_counter()
            done = list(pool.map(print_part, parts))
            taken["ours"].append((time.perf_counter() - began) * 1000 / COUNT)
            began = time.perf_counter()
            few = list(pool.map(print_as_it_comes, range(processes * 8)))
            taken["theirs"].append((time.perf_counter() - began) * 1000 / len(few))
    ours, theirs = (sorted(values)[1] for values in taken.values())
    return ours, theirs, memory(), sum(size for size in done)


def warm(_number):
    one(), one_as_it_comes()
    time.sleep(0.2)


def print_part(part):
    from documents import pdf
    from documents.papers import PaperE11

    return sum(map(len, pdf.render_batch(PaperE11.TEMPLATE, papers(*part), setup=PaperE11.SETUP)))


def print_as_it_comes(_number):
    return len(one_as_it_comes())


def memory() -> float:
    """Peak of a fresh process that prints the batch and nothing else, MB."""
    code = "from benchmarks import certificates as c, place; place.prepare_alone(); c.print_part((0, c.COUNT)); c.say_peak()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    return float(done.stdout.split()[-1])


def say_peak():
    with open("/proc/self/status") as file:  # getrusage would tell the parent's peak, which a child inherits
        print(next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM")))


if __name__ == "__main__":
    main()
