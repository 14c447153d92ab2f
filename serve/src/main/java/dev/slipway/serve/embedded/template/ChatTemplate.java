package dev.slipway.serve.embedded.template;
public final class ChatTemplate { public ChatTemplate(String s,String b,String e){} public String render(dev.slipway.serve.engine.ChatPrompt chat){ StringBuilder o=new StringBuilder(); chat.messages().forEach(m->o.append("<|im_start|>"+m.role()+"\n"+m.text()+"<|im_end|>\n")); return o+"<|im_start|>assistant\n"; } }
