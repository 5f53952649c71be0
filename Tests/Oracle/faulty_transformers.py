#!/usr/bin/env python3
"""Records a run of transformers with a mistake planted in it: what `llamastep diff` has to find.

    faulty_transformers.py FAULT MODEL …    the rest as for traces/record_transformers.py
    faulty_transformers.py --list

Nothing but tests should use it.
"""
import inspect
import pathlib
import sys
import textwrap

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "traces"))
import record_transformers  # noqa: E402


def edit(llama4, owner, name, *changes):
    """Replaces parts of a function's source."""
    source = textwrap.dedent(inspect.getsource(getattr(owner, name)))
    for old, new in changes:
        assert old in source, f"{owner.__name__}.{name} has no `{old}`: the mistake can't be planted"
        source = source.replace(old, new)
    space = {}
    exec(compile(source, f"<{name} with a mistake>", "exec"), llama4.__dict__, space)
    setattr(owner, name, space[name])


def norm_over_all_heads(llama4):
    edit(llama4, llama4.Llama4TextAttention, "forward",
         ("self.qk_norm(query_states)", "self.qk_norm(query_states.flatten(2)).view_as(query_states)"),
         ("self.qk_norm(key_states)", "self.qk_norm(key_states.flatten(2)).view_as(key_states)"))


def small_epsilon(model):
    for module in model.modules():
        if type(module).__name__ == "Llama4TextL2Norm":
            module.eps = 1e-6


def score_on_output(llama4):
    edit(llama4, llama4.Llama4TextMoe, "forward",
         ("routed_in = routed_in * router_scores.transpose(0, 1).reshape(-1, 1)", "pass"),
         ("routed_out.reshape(", "(routed_out * router_scores.transpose(0, 1).reshape(-1, 1)).reshape("))
    # An expert that wasn't chosen scores 0, and so says nothing, as before.


def half_split(llama4):
    torch = llama4.torch

    def apply_rotary_emb(xq, xk, freqs_cis):
        def turn(x):
            a, b = x.float().chunk(2, dim=-1)
            y = torch.complex(a, b) * freqs_cis[:, :, None, :]
            return torch.cat([y.real, y.imag], dim=-1).type_as(x)
        return turn(xq), turn(xk)

    llama4.apply_rotary_emb = apply_rotary_emb


def temperature_off_by_one(llama4):
    edit(llama4, llama4.Llama4TextAttention, "forward", ("positions.float() + 1.0", "positions.float()"))


def gate_and_up(llama4):
    edit(llama4, llama4.Llama4TextExperts, "forward", ("gate, up = gate_up", "up, gate = gate_up"))
    edit(llama4, llama4.Llama4TextMLP, "forward",
         ("self.activation_fn(self.gate_proj(x)) * self.up_proj(x)", "self.activation_fn(self.up_proj(x)) * self.gate_proj(x)"))


def router_in_bf16(llama4):
    edit(llama4, llama4.Llama4Router, "forward",
         ("super().forward(hidden_states)",
          "F.linear(hidden_states.bfloat16(), self.weight.bfloat16()).to(hidden_states.dtype)"))


def swapped(config):
    config.no_rope_layers = [1 - x for x in config.no_rope_layers]
    config.layer_types = ["chunked_attention" if x else "full_attention" for x in config.no_rope_layers]


def unchunked(config):
    config.layer_types = ["full_attention"] * len(config.layer_types)


# Before the model is made, behind that, and in its config.
PREPARED = {
    "qk-norm-over-all-heads": norm_over_all_heads, "router-score-on-output": score_on_output, "rope-half-split": half_split,
    "temperature-off-by-one": temperature_off_by_one, "gate-and-up-swapped": gate_and_up, "bf16-router": router_in_bf16,
}
CHANGED = {"qk-norm-epsilon": small_epsilon}
CONFIGURED = {"nope-layers-swapped": swapped, "chunk-mask-off": unchunked}


def record(fault, options):
    def prepare(llama4):
        PREPARED.get(fault, lambda _: None)(llama4)
        if fault in CONFIGURED:
            construct = llama4.Llama4TextModel.__init__

            def faulty(self, config):
                CONFIGURED[fault](config)
                construct(self, config)

            llama4.Llama4TextModel.__init__ = faulty

    record_transformers.run(options, prepare, CHANGED.get(fault, lambda _: None))


if __name__ == "__main__":
    if sys.argv[1] == "--list":
        print("\n".join([*PREPARED, *CHANGED, *CONFIGURED]))
    else:
        fault = sys.argv.pop(1)
        assert fault in {**PREPARED, **CHANGED, **CONFIGURED}, f"no mistake is called {fault}"
        record(fault, record_transformers.arguments())
