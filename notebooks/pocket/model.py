"""The two models' shapes, and the faster path that training takes through transformers' own modules.

The parameters are those of `Llama4ForCausalLM`, so the weights load in plain transformers. Only two inner loops are
replaced while training: an expert computes the tokens routed to it and no others, and a chunked layer computes its
chunks side by side instead of masking a square. `check` shows that both give what transformers gives.
"""

import torch
import torch.nn.functional as F
from transformers import Llama4ForCausalLM, Llama4TextConfig
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS
from transformers.models.llama4.modeling_llama4 import Llama4TextMoe

SHARED = dict(hidden_size=128, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2, head_dim=32,
              intermediate_size=128, intermediate_size_mlp=256, num_experts_per_tok=1, no_rope_layer_interval=4,
              attention_chunk_size=32, attn_temperature_tuning=True, floor_scale=32, attn_scale=0.1,
              max_position_embeddings=2048, rms_norm_eps=1e-5, initializer_range=0.02, tie_word_embeddings=False,
              rope_parameters={"rope_type": "default", "rope_theta": 10000.0})
MODELS = {
    "scout": dict(SHARED, num_local_experts=4, interleave_moe_layer_step=1, use_qk_norm=True),
    "maverick": dict(SHARED, num_local_experts=8, interleave_moe_layer_step=2, use_qk_norm=False),
}


def config_of(name, tokenizer):
    ids = tokenizer.token_to_id
    return Llama4TextConfig(**MODELS[name], vocab_size=tokenizer.get_vocab_size(), bos_token_id=ids("<|begin_of_text|>"),
                            eos_token_id=[ids("<|end_of_text|>"), ids("<|eom|>"), ids("<|eot|>")],
                            pad_token_id=ids("<|finetune_right_pad|>"))


LOOKING_BACK = {"scout": False, "maverick": True}      # see look_back; pocket-scout was trained before it was found


def build(name, tokenizer, seed):
    """A fresh model. Matrices start at 1/√inputs, what writes into the residual stream at half of that."""
    torch.manual_seed(seed)
    model = Llama4ForCausalLM(config_of(name, tokenizer))
    with torch.no_grad():
        for key, p in model.named_parameters():
            if p.ndim == 1:
                continue
            scale = 0.5 if "embed" in key else p.shape[1] ** -0.5      # shape[1] is the input side in both layouts
            if "o_proj" in key or "down_proj" in key:
                scale /= 2
            if "lm_head" in key or "router" in key:
                scale = 0.02
            p.normal_(0, scale)
        if LOOKING_BACK[name]:
            look_back(model)
    return model


def look_back(model):
    """Lets layer 0 begin by looking one and two tokens back: `:` and the colour both need the name before them, and the
    lookup in the NoPE layer cannot form before the two are there. All embeddings share a component; key head g answers to
    it as its query head does, turned by g + 1 positions, so the score is largest that far back. Training may undo it."""
    layer, config, d = model.model.layers[0].self_attn, model.config, model.config.head_dim
    shared = torch.randn(config.hidden_size)
    model.model.embed_tokens.weight += 0.5 * shared
    turn = model.model.rotary_emb.inv_freq                                 # radians a position, for each pair
    for g in range(config.num_key_value_heads):
        head = g * (config.num_attention_heads // config.num_key_value_heads)
        query = torch.polar(0.8 * turn, 6.3 * torch.rand(d // 2))          # the fast pairs tell neighbours apart
        key = query * torch.polar(torch.ones(d // 2), (g + 1) * turn)
        for matrix, at, pairs in ((layer.q_proj.weight, head, query), (layer.k_proj.weight, g, key)):
            matrix[at * d:(at + 1) * d] = torch.outer(torch.view_as_real(pairs).flatten(), shared / shared.norm())


def sparse_moe(self, hidden_states):
    """Llama4TextMoe.forward for top-1, computing each expert on its own tokens only."""
    x = hidden_states.reshape(-1, self.hidden_dim)
    logits = F.linear(x, self.router.weight)
    top, chosen = logits.max(dim=1)
    order = torch.argsort(chosen, stable=True)
    parts = (x * torch.sigmoid(top)[:, None])[order].split(torch.bincount(chosen, minlength=self.num_experts).tolist())
    done = []
    for part, gate_up, down in zip(parts, self.experts.gate_up_proj, self.experts.down_proj):
        gate, up = (part @ gate_up).chunk(2, dim=-1)
        done.append((up * F.silu(gate)) @ down)
    routed = torch.empty_like(x).index_copy(0, order, torch.cat(done))
    self.last_logits = logits
    return self.shared_expert(x) + routed, logits


def chunk_attention(module, query, key, value, attention_mask, scaling, dropout=0.0, **_):
    """Causal attention; on a chunked layer every chunk is an attention of its own."""
    b, h, t, d = query.shape
    groups, chunk = h // key.shape[1], module.config.attention_chunk_size
    key, value = key.repeat_interleave(groups, 1), value.repeat_interleave(groups, 1)
    chunked = module.config.layer_types[module.layer_idx] == "chunked_attention" and t > chunk
    if chunked:
        query, key, value = (x.reshape(b, h, t // chunk, chunk, d).transpose(1, 2).reshape(-1, h, chunk, d)
                             for x in (query, key, value))
    out = F.scaled_dot_product_attention(query, key, value, is_causal=True, scale=scaling)
    if chunked:
        out = out.reshape(b, t // chunk, h, chunk, d).transpose(1, 2).reshape(b, h, t, d)
    return out.transpose(1, 2).contiguous(), None


ALL_ATTENTION_FUNCTIONS.register("pocket", chunk_attention)
NO_MASKS = {"full_attention": None, "chunked_attention": None}


def fast(model):
    """Switches a model to the training path. Sequence lengths must be multiples of the chunk."""
    model.config._attn_implementation = "pocket"
    for module in model.modules():
        if isinstance(module, Llama4TextMoe):
            module.forward = sparse_moe.__get__(module)
    return model


def balance(model):
    """Load-balancing loss (Switch): experts × Σ share of tokens × mean probability, averaged over the MoE layers."""
    losses = []
    for layer in model.model.layers:
        if layer.is_moe_layer:
            logits = layer.feed_forward.last_logits
            share = torch.bincount(logits.argmax(1), minlength=logits.shape[1]) / len(logits)
            losses.append(logits.shape[1] * (share * logits.softmax(-1).mean(0)).sum())
    return torch.stack(losses).mean()


def check(model, ids):
    """Largest difference between plain transformers (eager) and the training path."""
    with torch.no_grad():
        model.config._attn_implementation = "eager"
        plain = model(ids).logits
        return (fast(model)(ids, attention_mask=NO_MASKS).logits - plain).abs().max().item()
