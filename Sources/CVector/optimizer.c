#include "vector_math.h"

CLONED void vector_sgd(size_t count, const struct vector_optimizer *options, int nesterov,
                       const float *g, float *velocity, float *w) {
  const struct vector_optimizer o = *options;
  float direct = nesterov ? 1.0f : 0.0f, through = nesterov ? o.momentum : 1.0f;
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    float gradient = o.gradient_scale * g[i] + o.weight_decay * w[i];
    velocity[i] = o.momentum * velocity[i] + gradient;
    w[i] -= o.learning_rate * (direct * gradient + through * velocity[i]);
  }
}

CLONED void vector_rmsprop(size_t count, const struct vector_optimizer *options, const float *g,
                           float *squares, float *w) {
  const struct vector_optimizer o = *options;
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    float gradient = o.gradient_scale * g[i] + o.weight_decay * w[i];
    squares[i] = o.second_momentum * squares[i] + o.second_share * gradient * gradient;
    w[i] -= o.learning_rate * gradient / (square_root(squares[i]) + o.epsilon);
  }
}

CLONED void vector_adam(size_t count, const struct vector_optimizer *options, int decoupled,
                        const float *g, float *m, float *s, float *w) {
  const struct vector_optimizer o = *options;
  float keep = decoupled ? 1.0f - o.learning_rate * o.weight_decay : 1.0f;
  float penalty = decoupled ? 0.0f : o.weight_decay;
  float rate = o.learning_rate / o.first_correction;
  float scale = 1.0f / square_root(o.second_correction);
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    float gradient = o.gradient_scale * g[i] + penalty * w[i];
    m[i] = o.momentum * m[i] + o.share * gradient;
    s[i] = o.second_momentum * s[i] + o.second_share * gradient * gradient;
    w[i] = keep * w[i] - rate * m[i] / (square_root(s[i]) * scale + o.epsilon);
  }
}

CLONED void vector_average(size_t count, float keep, const float *w, float *average) {
  INDEPENDENT for (size_t i = 0; i < count; i++)
    average[i] += (1 - keep) * (w[i] - average[i]);
}
