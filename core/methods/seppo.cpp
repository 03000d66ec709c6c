// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/seppo.h"

#include <algorithm>

#include <torch/torch.h>

#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/evaluation/sampled_pictures.h"
#include "core/methods/update_plan.h"
#include "core/pretraining/winners.h"
#include "core/rewards/gold.h"
#include "core/runtime/random.h"
#include "core/runtime/ranks.h"

namespace tempera {
namespace {

/// While it lives, the UNet computes with another adapter, or with none.
class OtherAdapter {
public:
    OtherAdapter(DiffusionModel& model, const LoraAdapter* other, const LoraAdapter& own) : model_(model), own_(own) {
        if (other) {
            other->attach(model.unet);
        } else {
            LoraAdapter::detach(model.unet);
        }
    }
    ~OtherAdapter() { own_.attach(model_.unet); }
    OtherAdapter(const OtherAdapter&) = delete;
    OtherAdapter& operator=(const OtherAdapter&) = delete;

private:
    DiffusionModel& model_;
    const LoraAdapter& own_;
};

EpochReport nothing_but_stopped() {
    EpochReport report;
    report.stopped = true;
    return report;
}

/// Hooks of a part of the work.
WorkHooks part_of(const WorkHooks& hooks, double from, double to) {
    WorkHooks part;
    part.stop_asked = hooks.stop_asked;
    if (hooks.progress) {
        part.progress = [tell = hooks.progress, from, to](double fraction) { tell(from + (to - from) * fraction); };
    }
    return part;
}

at::Tensor to_state(const std::string& text) {
    at::Tensor bytes = at::empty({static_cast<std::int64_t>(text.size())}, at::kByte);
    std::copy(text.begin(), text.end(), bytes.data_ptr<std::uint8_t>());
    return bytes;
}

}  // namespace

struct Seppo::Round {
    double loss = 0;       // sums over pairs
    double flipped = 0;    // pairs with s = -1
    double statistic = 0;  // by how much the policy fits the winners better than the reference does
    double norm = 0;       // sum over updates
    std::int64_t reference_step = 0;
    double sampling_seconds = 0;
    double updating_seconds = 0;
};

struct Seppo::Losers {
    std::int64_t step = -1;  // of the reference that made them
    at::Tensor latents;      // [M,C,h,w]
};

Seppo::Seppo(MethodContext context)
    : context_(std::move(context)),
      seed_(static_cast<std::uint64_t>(context_.config.integer("seed"))),
      samples_(samples_per_epoch(context_.config)),
      update_batch_(update_batch_size(context_.config)),
      micro_batch_(fitting_micro_batch(update_batch_, context_.config.integer("micro_batch"))),
      passes_(context_.config.integer("train.num_inner_epochs")),
      aaf_draws_(context_.config.integer("seppo.aaf_draws")),
      learner_(context_.model, context_.config),
      policy_(context_.model, context_.config),
      reference_(
          LoraAdapter::create(context_.model.unet, context_.config.integer("lora.rank"), make_stream(seed_, "lora"))),
      pool_(context_.config) {
    pool_.offer(0, policy_.lora().state_dict());
    if (context_.config.text("seppo.winners") != kBuiltInWinners) {
        open_winners();
    }
}

/// Makes sure that the winners are there, making the built-in ones first when need be. False when stopped.
bool Seppo::open_winners() {
    if (winners_) {
        return true;
    }
    const std::string& name = context_.config.text("seppo.winners");
    std::filesystem::path folder = name;
    if (name == kBuiltInWinners) {
        WinnerSettings settings;
        settings.prompts = context_.prompts;
        folder = winners_folder(context_.model, settings);
        if (!winners_complete(folder)) {
            if (rank_count() > 1) {
                throw Error("the built-in winners are not made yet, and several ranks cannot make them together",
                            "seppo.winners", "run `tempera-run pretrain winners` first");
            }
            const OtherAdapter base(context_.model, nullptr, policy_.lora());
            GoldReward gold;
            WorkHooks hooks = phase_hooks(context_, "");
            if (context_.progress) {
                // Not one of the phases whose share of an epoch is known: the percentage is part of its name.
                hooks.progress = [this](double fraction) {
                    context_.progress("making winners, " + std::to_string(static_cast<int>(100 * fraction)) + " %",
                                      fraction);
                };
            }
            if (!make_winners(context_.model, gold, settings, folder, hooks)) {
                return false;
            }
            winners_made_ = true;
        }
    }
    winners_.emplace(folder);
    winner_latents_.emplace(context_.model, *winners_);
    check_digest();
    return true;
}

void Seppo::check_digest() const {
    if (winners_ && !expected_digest_.empty() && winners_->digest() != expected_digest_) {
        throw Error("the winners are not those that the run began with", winners_->folder().string(),
                    "put the old pictures back, or start a new run");
    }
}

/// The winners of one update: a new permutation of all of them whenever all were used.
std::vector<std::int64_t> Seppo::winners_of(std::int64_t epoch, std::int64_t block) const {
    const auto total = static_cast<std::int64_t>(winners_->size());
    std::vector<std::int64_t> numbers;
    at::Tensor order;
    for (std::int64_t i = 0; i < update_batch_; ++i) {
        const std::int64_t place = epoch * samples_ + block * update_batch_ + i;
        if (i == 0 || place % total == 0) {
            order = at::randperm(total, make_stream(seed_, "winner_cycle", static_cast<std::uint64_t>(place / total)),
                                 at::kLong);
        }
        numbers.push_back(order.data_ptr<std::int64_t>()[place % total]);
    }
    return numbers;
}

/// Constant after a linear rise (seppo.warmup_fraction of all updates of the run); never 0.
double Seppo::learning_rate() const {
    const double planned =
        static_cast<double>(context_.config.integer("num_epochs") * passes_ * (samples_ / update_batch_));
    const double rising = planned * context_.config.real("seppo.warmup_fraction");
    return context_.config.real("train.learning_rate") *
           std::min(1.0, static_cast<double>(policy_.steps() + 1) / std::max(1.0, rising));
}

/// What the reference, now attached, paints for these texts. False when stopped.
bool Seppo::sample_losers(std::int64_t epoch, std::int64_t block, const std::vector<std::string>& texts, Losers& losers,
                          const WorkHooks& hooks) {
    torch::NoGradGuard no_grad;
    DiffusionModel& model = context_.model;
    const auto index = [&](std::int64_t i) { return static_cast<std::uint64_t>(block * update_batch_ + i); };
    std::vector<std::uint64_t> seeds;
    for (std::int64_t i = 0; i < update_batch_; ++i) {
        seeds.push_back(stream_seed(seed_, "reference picture", static_cast<std::uint64_t>(epoch), index(i)) &
                        0xffffffffU);
    }
    const auto latents = sample_latents(model, sampler_settings(context_.config, micro_batch_), texts, seeds, hooks);
    if (!latents) {
        return false;
    }
    losers.latents = *latents;
    if (context_.config.text("seppo.ref_space") == "image") {
        const auto pictures = decode_all(model, *latents, micro_batch_, hooks);
        if (!pictures) {
            return false;
        }
        std::vector<at::Tensor> encoded;
        for (std::int64_t i = 0; i < update_batch_; ++i) {
            const at::Tensor noise = stream_noise(model.latent_shape(), seed_, "reference posterior",
                                                  static_cast<std::uint64_t>(epoch), index(i));
            encoded.push_back(sample_posterior(model, model.vae->encode(pictures->slice(0, i, i + 1) * 2 - 1),
                                               noise.to(model.device)));
        }
        losers.latents = at::cat(encoded);
    }
    return true;
}

std::optional<PreferencePairs> Seppo::make_pairs(std::int64_t epoch, std::int64_t pass, std::int64_t block,
                                                 const std::vector<std::int64_t>& numbers,
                                                 const std::vector<std::string>& texts, const at::Tensor& losers,
                                                 const WorkHooks& hooks) {
    DiffusionModel& model = context_.model;
    WorkHooks only_stop;
    only_stop.stop_asked = hooks.stop_asked;
    const auto moments = winner_latents_->moments(numbers, only_stop);
    if (!moments) {
        return std::nullopt;
    }
    const std::int64_t last_time = model.scheduler.num_train_timesteps;
    const double dropout = context_.config.real("seppo.caption_dropout");
    const std::vector<std::int64_t> shape = model.latent_shape();
    std::vector<std::string> captions;
    std::vector<at::Tensor> posterior, noise, times, anchor_noise, anchor_times;
    for (std::int64_t i = 0; i < update_batch_; ++i) {
        const auto index = static_cast<std::uint64_t>(pass * samples_ + block * update_batch_ + i);
        at::Generator draw = make_stream(seed_, "pair", static_cast<std::uint64_t>(epoch), index);
        times.push_back(at::randint(last_time, {1}, draw, at::kLong));
        captions.push_back(at::rand({1}, draw).item<double>() < dropout ? "" : texts[static_cast<std::size_t>(i)]);
        posterior.push_back(at::randn(shape, draw));
        noise.push_back(at::randn(shape, draw));
        for (std::int64_t more = 1; more < aaf_draws_; ++more) {
            anchor_times.push_back(at::randint(last_time, {1}, draw, at::kLong));
            anchor_noise.push_back(at::randn(shape, draw));
        }
    }
    PreferencePairs pairs;
    pairs.winners = sample_posterior(model, *moments, at::stack(posterior).to(model.device));
    pairs.losers = losers;
    pairs.noise = at::stack(noise).to(model.device);
    pairs.times = at::cat(times).to(model.device);
    pairs.embeds = model.encode_prompts(captions);
    if (aaf_draws_ > 1) {
        std::vector<std::int64_t> sizes{update_batch_, aaf_draws_ - 1};
        pairs.anchor_times = at::cat(anchor_times).view(sizes).t().to(model.device);
        sizes.insert(sizes.end(), shape.begin(), shape.end());
        pairs.anchor_noise = at::stack(anchor_noise).view(sizes).transpose(0, 1).to(model.device);
    }
    return pairs;
}

/// One optimizer step. False when stopped.
bool Seppo::update(std::int64_t epoch, std::int64_t pass, std::int64_t block, Losers& losers, Round& round,
                   const WorkHooks& hooks) {
    const double start = steady_seconds();
    const ReferencePool::Entry& entry = pool_.choose(policy_.steps());
    const bool own_reference = entry.step == policy_.steps();
    const std::vector<std::int64_t> numbers = winners_of(epoch, block);
    std::vector<std::string> texts;
    for (const std::int64_t number : numbers) {
        texts.push_back((*winners_)[static_cast<std::size_t>(number)].text);
    }
    const std::int64_t parts = update_batch_ / micro_batch_;
    std::vector<ReferenceErrors> judged(static_cast<std::size_t>(parts));
    std::vector<PairLesson> lessons(static_cast<std::size_t>(parts));
    const WorkHooks second_half = part_of(hooks, 0.5, 1);
    SharedHooks shared(second_half, own_reference ? parts : 2 * parts);
    const auto each_part = [&](const std::function<void(std::size_t part, std::int64_t begin)>& work) {
        for_each_own_part(context_.model.device, parts, [&](std::int64_t part) {
            if (!shared.stop_asked()) {
                work(static_cast<std::size_t>(part), part * micro_batch_);
                shared.done(1);
            }
        });
        return !shared.stopped();
    };
    std::optional<PreferencePairs> pairs;
    reference_.load_state_dict(entry.lora, "pool");
    {
        const OtherAdapter other(context_.model, &reference_, policy_.lora());
        if (losers.step != entry.step && !sample_losers(epoch, block, texts, losers, part_of(hooks, 0, 0.5))) {
            return false;
        }
        losers.step = entry.step;
        round.sampling_seconds += steady_seconds() - start;
        pairs = make_pairs(epoch, pass, block, numbers, texts, losers.latents, hooks);
        if (!pairs || (!own_reference && !each_part([&](std::size_t part, std::int64_t begin) {
                judged[part] = learner_.judge(*pairs, begin, begin + micro_batch_);
            }))) {
            return false;
        }
    }
    if (!each_part([&](std::size_t part, std::int64_t begin) {
            lessons[part] = learner_.learn(*pairs, begin, begin + micro_batch_, judged[part], policy_.parameters());
        })) {
        return false;
    }
    for (std::int64_t part = 0; part < parts; ++part) {
        if (!is_own_part(part)) {
            continue;
        }
        const PairLesson& lesson = lessons[static_cast<std::size_t>(part)];
        policy_.add_gradient(lesson.gradient);
        round.loss += lesson.loss_sum;
        round.flipped += lesson.flipped;
        round.statistic += lesson.statistic_sum;
    }
    round.reference_step = entry.step;
    policy_.set_learning_rate(learning_rate());
    const double norm = policy_.update();
    require_finite(norm, "gradient");
    round.norm += norm;
    pool_.offer(policy_.steps(), policy_.lora().state_dict());
    round.updating_seconds += steady_seconds() - start;
    return true;
}

EpochReport Seppo::run_epoch(std::int64_t epoch) {
    if (!open_winners()) {
        return nothing_but_stopped();
    }
    const PromptDraw draw = draw_prompts(context_.config, context_.prompts, epoch);
    Round round;
    const double start = steady_seconds();
    SampledPictures pictures(context_.model, {&context_.reward}, draw.prompts, micro_batch_);
    const auto latents = sample_latents(context_.model, sampler_settings(context_.config, micro_batch_), draw.prompts,
                                        draw.seeds, phase_hooks(context_, "sampling"), pictures.sampled());
    const auto images = latents ? pictures.decode(*latents, phase_hooks(context_, "sampling")) : std::nullopt;
    const double sampled = steady_seconds();
    const auto rewards =
        images ? pictures.score(context_.reward, *images, phase_hooks(context_, "scoring")) : std::nullopt;
    if (!rewards) {
        return nothing_but_stopped();
    }
    const double scored = steady_seconds();
    const std::int64_t blocks = samples_ / update_batch_;
    const std::int64_t updates = passes_ * blocks;
    std::vector<Losers> losers(static_cast<std::size_t>(blocks));
    for (std::int64_t number = 0; number < updates; ++number) {
        const WorkHooks hooks = phase_hooks(context_, "updating", static_cast<double>(number) / updates,
                                            static_cast<double>(number + 1) / updates);
        const std::int64_t block = number % blocks;
        if (!update(epoch, number / blocks, block, losers[static_cast<std::size_t>(block)], round, hooks)) {
            return nothing_but_stopped();
        }
    }
    reward_queries_ += samples_;
    round.loss = sum_over_ranks(round.loss);
    round.flipped = sum_over_ranks(round.flipped);
    round.statistic = sum_over_ranks(round.statistic);

    EpochReport report;
    report_samples(report, *images, draw, *rewards);
    const auto pairs = static_cast<double>(updates * update_batch_);
    report.metrics["policy/loss"] = round.loss / pairs;
    report.metrics["policy/grad_norm"] = round.norm / static_cast<double>(updates);
    report.metrics["seppo/aaf_rate"] = round.flipped / pairs;
    report.metrics["seppo/winner_gain"] = round.statistic / pairs;
    report.metrics["seppo/reference_step"] = static_cast<double>(round.reference_step);
    report.metrics["seppo/pool_size"] = static_cast<double>(pool_.size());
    report.metrics["time/sampling_s"] = sampled - start + round.sampling_seconds;
    report.metrics["time/scoring_s"] = scored - sampled;
    report.metrics["time/updating_s"] = round.updating_seconds - round.sampling_seconds;
    if (winners_made_) {
        add_event(report, "info",
                  "Made " + std::to_string(winners_->size()) + " winners in " + winners_->folder().string() + ".");
        winners_made_ = false;
    }
    report.policy_steps = policy_.steps();
    report.reward_queries = reward_queries_;
    return report;
}

std::map<std::string, at::Tensor> Seppo::save() const {
    StateMap state;
    policy_.save(state);
    pool_.save(state);
    put_counter(state, "counter/reward_queries", reward_queries_);
    const std::string& digest = winners_ ? winners_->digest() : expected_digest_;
    if (!digest.empty()) {
        state["winners/digest"] = to_state(digest);
    }
    return state;
}

void Seppo::load(const std::map<std::string, at::Tensor>& state) {
    policy_.load(state);
    pool_.load(state);
    reward_queries_ = get_counter(state, "counter/reward_queries");
    const auto digest = state.find("winners/digest");
    if (digest != state.end()) {
        const auto* bytes = digest->second.data_ptr<std::uint8_t>();
        expected_digest_.assign(bytes, bytes + digest->second.numel());
    }
    check_digest();
}

}  // namespace tempera
