"""Draw the rules of the workflow and what they need of each other."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.rule_edges import edges_of_rules, file_of_rules
from pairwright.figures.rule_graph import rule_graph_figure

INTERFACE = Interface(
    description="Draw the rules of the workflow and what they need of each other.",
    inputs={"snakefile": "the Snakefile", "rules": "its files of rules"},
    outputs=OUTPUTS,
    params={"options": "figures", "settings": ""},
    lists=frozenset({"rules"}),
)


def main(args):
    edges = edges_of_rules(args.snakefile, args.settings)
    files = file_of_rules(args.rules)
    sentence = (
        f"The {len({rule for edge in edges for rule in edge} & set(files))} rules of a run, by "
        "file: a line leads from rules to those that need their files."
    )
    draw(args, lambda: rule_graph_figure(edges, files, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
