package dev.slipway.serve.tinymodel;

import java.util.List;

/** What the tiny model learns: a page about container images, a few languages, some JSON, and short dialogues. */
final class TinyCorpus {
    private TinyCorpus() {}

    static final List<String> TEXTS = List.of(
            "A container image is a stack of layers. Each layer is a tar archive of files. A layer hides the files below it.",
            "The image config names the command, the environment and the user. The manifest lists the layers by digest.",
            "A digest is the hash of the bytes. Equal bytes have equal digests, so a layer is stored once and used often.",
            "Build small images. Copy only what the program needs. Clean the cache in the same step that fills it.",
            "The server loads a model, reads a prompt and writes tokens. Every token is a piece of text.",
            "The scheduler gives every request one token in each step, so that a long answer does not block a short one.",
            "When a client leaves, its request is cancelled and its slot is free for the next request in the queue.",
            "The quick brown fox jumps over the lazy dog. The lazy dog sleeps in the sun. The sun is warm.",
            "One two three four five six seven eight nine ten. Ten nine eight seven six five four three two one.",
            "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
            "Grüße aus München: schöne, größere Häuser. Über den Dächern fliegt ein Vogel.",
            "Le café est déjà prêt. Où est la fenêtre? Voilà la forêt et l'été.",
            "Привет, мир. Это маленькая модель. Контейнер готов.",
            "こんにちは世界。モデルは小さいです。",
            "Smile 😀 and wave 👋. The rocket 🚀 flies to the moon 🌙.",
            "{\"name\": \"slipway\", \"layers\": 3, \"size\": 1024, \"tags\": [\"latest\", \"stable\"], \"ok\": true}",
            "{\"name\": \"model\", \"count\": 12, \"ratio\": 0.5, \"items\": [1, 2, 3], \"done\": false, \"next\": null}");

    /** Question and answer. */
    static final List<List<String>> DIALOGUES = List.of(
            List.of("Hello", "Hello! I am a tiny model."),
            List.of("Hello!", "Hello! I am a tiny model."),
            List.of("Who are you?", "I am a tiny model. I was made for tests."),
            List.of("What is a layer?", "A layer is a tar archive of files."),
            List.of("What is a digest?", "A digest is the hash of the bytes."),
            List.of("What is an image?", "A container image is a stack of layers."),
            List.of("Count to five.", "One two three four five."),
            List.of("Thank you", "You are welcome."));
}
