#!/usr/bin/env python3
"""Compares what the debugger answers about a pass with hooks in transformers: the lens, attribution by part and head, and
how far the router's margins move in bf16.

    Tests/Oracle/asking.py [PATH OF llamastep [CASE …]]

A CASE is a folder of Tests/Golden. It needs torch and transformers; without them it says so and ends with 0.
The exit status is 1 if a value is off by more than 1e-4.
"""
import json
import math
import subprocess
import sys

from beginning import GOLDEN, PROGRAM, require

torch, transformers = require("torch", "transformers")
Llama4ForCausalLM = transformers.Llama4ForCausalLM

TOLERANCE = 1e-4
LENGTH = 24


def ask(program, model, ids, questions):
    """The answers of one debugger to several lines, each a line of JSON."""
    lines = ["ids " + " ".join(map(str, ids)), "goto end"] + [question + " --json" for question in questions]
    command = [program, "repl", str(model), "--batch", "--no-init", "--quiet"]
    for line in lines:
        command += ["-ex", line]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    decoder, answers, place = json.JSONDecoder(), [], 0
    while len(answers) < len(questions):
        # Answers to the first two lines are text.
        place = min(i for i in (output.find("{", place), output.find("[\n", place), output.find("[{", place)) if i >= 0)
        try:
            answer, place = decoder.raw_decode(output, place)
            answers.append(answer)
        except json.JSONDecodeError:
            place += 1
    return answers


class Pass:
    """A pass of the reference with everything that the parts of a logit are made of."""

    def __init__(self, model, ids):
        self.model = model
        self.stream, self.attention, self.heads, self.shared, self.experts, self.dense = [], {}, {}, {}, {}, {}
        self.margins = {}
        handles = []
        for index, layer in enumerate(model.model.layers):
            handles.append(layer.register_forward_pre_hook(
                lambda module, arguments, index=index: self.stream.append(arguments[0][0].detach())))
            handles.append(layer.self_attn.o_proj.register_forward_hook(self.keep_heads(index)))
            block = layer.feed_forward
            if layer.is_moe_layer:
                # The block adds the experts to this very tensor, so it is copied.
                handles.append(block.shared_expert.register_forward_hook(
                    lambda module, arguments, output, index=index: self.shared.__setitem__(
                        index, output.detach().clone().reshape(-1, output.shape[-1]))))
                handles.append(block.register_forward_hook(self.keep_experts(index)))
                handles.append(block.router.register_forward_hook(self.keep_margins(index)))
            else:
                handles.append(block.register_forward_hook(
                    lambda module, arguments, output, index=index: self.dense.__setitem__(index, output.detach()[0])))
        handles.append(model.model.norm.register_forward_pre_hook(
            lambda module, arguments: self.stream.append(arguments[0][0].detach())))
        with torch.no_grad():
            self.logits = model(torch.tensor([ids])).logits[0]
        for handle in handles:
            handle.remove()

    def keep_heads(self, index):
        def hook(module, arguments, output):
            z = arguments[0][0].detach()
            size = self.model.config.head_dim
            self.attention[index] = output[0].detach()
            self.heads[index] = [
                z[:, h:h + size] @ module.weight[:, h:h + size].detach().T for h in range(0, z.shape[1], size)]
        return hook

    def keep_experts(self, index):
        def hook(module, arguments, output):
            whole = output[0] if isinstance(output, tuple) else output
            self.experts[index] = whole.detach().reshape(-1, whole.shape[-1]) - self.shared[index]
        return hook

    def keep_margins(self, index):
        def hook(module, arguments, output):
            logits = torch.nn.functional.linear(arguments[0], module.weight).detach().reshape(-1, module.weight.shape[0])
            self.margins[index] = logits.float()
        return hook

    def lens(self, index):
        with torch.no_grad():
            return self.model.lm_head(self.model.model.norm(self.stream[index]))

    def direction(self, token, row):
        """The gradient of the token's logit by the stream, with the norm's scale held."""
        norm, stream = self.model.model.norm, self.stream[-1][row].double()
        scale = torch.rsqrt(stream.pow(2).mean() + norm.eps)
        return self.model.lm_head.weight[token].double() * norm.weight.double() * scale


def compare_lens(reference, answer, row):
    worst = 0.0
    for index, value in enumerate(answer["values"]):
        expected = reference.lens(index)[row]
        probabilities = torch.softmax(expected.double(), -1)
        for candidate in value["top"]:
            worst = max(worst, abs(candidate["logit"] - expected[candidate["id"]].item()))
            worst = max(worst, abs(candidate["p"] - probabilities[candidate["id"]].item()))
        # The order may differ among equals only.
        order = torch.topk(expected, len(value["top"])).values
        worst = max(worst, max(abs(c["logit"] - o.item()) for c, o in zip(value["top"], order)))
    return worst


def compare_attribution(reference, answer, row):
    u, worst, sums = reference.direction(answer["token"], row), 0.0, {}
    for part in answer["parts"]:
        index = part["layer"]
        if part["kind"] == "expert":
            sums[index] = sums.get(index, 0) + part["amount"]
            continue
        vector = {
            "embed": lambda: reference.stream[0][row],
            "attention": lambda: reference.attention[index][row],
            "head": lambda: reference.heads[index][part["head"]][row],
            "dense": lambda: reference.dense[index][row],
            "shared": lambda: reference.shared[index][row],
        }.get(part["kind"])
        if vector is None:
            continue
        worst = max(worst, abs(part["amount"] - (vector().double() @ u).item()))
    # All chosen experts of a token together: the reference adds them up at once.
    for index, amount in sums.items():
        worst = max(worst, abs(amount - (reference.experts[index][row].double() @ u).item()))
    return worst, abs(answer["sum"] - reference.logits[row, answer["token"]].item())


def compare_margins(exact, rounded, answer):
    """How far margins move in bf16, in estimated deviations, as a root mean square by layer; and who flips."""
    moved, flips, expected, predicted = {}, 0, 0.0, 0
    for choice in answer:
        logits = rounded.margins[choice["layer"]][choice["position"]]
        margin = (logits[choice["chosen"]] - logits[choice["runner_up"]]).item()
        moved.setdefault(choice["layer"], []).append(((margin - choice["margin"]) / choice["noise"]) ** 2)
        flips += margin < 0
        expected += choice["flip_chance"]
        predicted += choice["margin"] < 2 * choice["noise"]
    text = ", ".join(f"layer {layer} {math.sqrt(sum(v) / len(v)):.2f}" for layer, v in sorted(moved.items()))
    return f"{text} deviations; {flips} of {len(answer)} flip, {expected:.2f} expected, {predicted} within 2 deviations"


def main(program, names):
    failed = False
    for name in names:
        case = json.loads((GOLDEN / name / "case.json").read_text())
        folder = (GOLDEN / name / case.get("model", ".")).resolve()
        # Long enough to cross the chunks of a pocket model too.
        ids = case["input_ids"][:34 if name.startswith("pocket") else LENGTH]
        model = Llama4ForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        reference = Pass(model, ids)
        rows = [0, len(ids) // 2, len(ids) - 1]
        token = int(reference.logits[-1].argmax())
        questions = [f"lens --top 8 --pos {row}" for row in rows]
        questions += [f"attribution {t} --pos {row}{heads}" for row in rows for t in (token, 71) for heads in ("", " --heads")]
        answers = ask(program, folder, ids, questions + ["check margins --all"])
        lens = max(compare_lens(reference, answer, answer["position"]) for answer in answers[:len(rows)])
        parts = [compare_attribution(reference, answer, answer["position"]) for answer in answers[len(rows):-1]]
        worst, total = max(p[0] for p in parts), max(p[1] for p in parts)
        print(f"{name}: lens {lens:.1e}, attribution by part {worst:.1e}, its sum against the logit {total:.1e}")
        rounded = Pass(model.to(torch.bfloat16), ids)
        print(f"    margins in bf16 moved by {compare_margins(reference, rounded, answers[-1])}")
        failed = failed or max(lens, worst, total) > TOLERANCE
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(PROGRAM, sys.argv[2:] or ["scout", "maverick", "variant", "scout-bf16-sharded", "pocket-scout", "pocket-maverick"]))
