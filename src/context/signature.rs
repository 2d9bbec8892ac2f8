//! Who signs below a table or a paper.

use crate::model::Decider;
use crate::model::text::fold;
use crate::workspace::Signature;

use super::{Authority, Context};

/// What stands where somebody signs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signing {
    /// In whose name, e.g. `T/M BAN THƯỜNG VỤ`.
    pub on_behalf: String,
    /// As what, e.g. `PHÓ BÍ THƯ`.
    pub role: String,
    /// The name; empty where it is written by hand.
    pub name: String,
    /// What stands below, e.g. that it is sealed.
    pub hints: Vec<String>,
}

impl Signing {
    /// The lines above the room for the signature.
    pub fn lines(&self) -> Vec<&str> {
        let own = [self.on_behalf.as_str(), self.role.as_str()];
        let own = own.into_iter().flat_map(str::lines).filter(|it| !it.trim().is_empty());
        own.chain(self.hints.iter().map(String::as_str)).collect()
    }
}

impl Context<'_> {
    /// Who signs `list` (the name of a sheet or of a paper); in a list or a paper of a body
    /// that decides, of which `authority` is told, that body does.
    pub fn signature(&self, list: &str, authority: Option<&Authority>) -> Signing {
        let foot = &self.regime.consolidated.foot.right;
        // What stands in brackets only explains.
        let hints_from =
            foot.iter().position(|it| it.starts_with('(')).unwrap_or(foot.len()).min(2);
        let mut signing = Signing {
            on_behalf: foot[..hints_from].first().cloned().unwrap_or_default(),
            role: foot[..hints_from].get(1).cloned().unwrap_or_default(),
            name: String::new(),
            hints: foot[hints_from..].to_vec(),
        };
        let all = self.workspace.map_or(&[][..], |it| &it.signature);
        let own_body = authority.filter(|it| it.kind != Decider::Superior);
        // Who signs for the commune does not sign for the committee of a unit.
        let is_communes =
            own_body.is_none_or(|it| !matches!(it.kind, Decider::Unit | Decider::Branch));
        for it in all.iter().filter(|it| it.is_general() && is_communes) {
            signing.take(it);
        }
        if let Some(body) = own_body.filter(|it| !it.on_behalf.is_empty()) {
            signing.on_behalf.clone_from(&body.on_behalf);
        }
        let is_of = |own: &Option<String>, wanted: &str| {
            own.as_deref().is_some_and(|it| fold(it) == fold(wanted))
        };
        let code = authority.map_or("", |it| &it.code);
        for it in all.iter().filter(|it| it.list.is_none() && is_of(&it.authority, code)) {
            signing.take(it);
        }
        let is_here = |it: &&Signature| {
            is_of(&it.list, list) && (it.authority.is_none() || is_of(&it.authority, code))
        };
        for it in all.iter().filter(is_here) {
            signing.take(it);
        }
        signing
    }
}

impl Signing {
    fn take(&mut self, said: &Signature) {
        let fields = [
            (&mut self.on_behalf, &said.on_behalf),
            (&mut self.role, &said.role),
            (&mut self.name, &said.name),
        ];
        for (own, said) in fields {
            if let Some(said) = said {
                said.trim().clone_into(own);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::context::fixture::World;
    use crate::workspace::Signature;

    fn said(list: &str, authority: &str, on_behalf: &str, role: &str, name: &str) -> Signature {
        let own = |it: &str| (!it.is_empty()).then(|| it.to_owned());
        Signature {
            list: own(list),
            authority: own(authority),
            on_behalf: own(on_behalf),
            role: own(role),
            name: own(name),
        }
    }

    #[test]
    fn the_nearest_says_who_signs() {
        let mut world = World::with_points();
        let told = |world: &World, list: &str, code: &str| {
            let context = world.context();
            let all = context.authorities();
            let signing = context.signature(list, all.of_code(code));
            format!("{} / {} / {}", signing.on_behalf, signing.role, signing.name)
        };
        assert_eq!(told(&world, "DS01", ""), "T/M ĐẢNG ỦY / BÍ THƯ / ");
        world.workspace.signature.push(said("", "", "T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "A"));
        assert_eq!(told(&world, "DS01", ""), "T/M BAN THƯỜNG VỤ / PHÓ BÍ THƯ / A");
        world.workspace.signature.push(said("ds01", "", "", "BÍ THƯ", "B"));
        assert_eq!(told(&world, "DS01", ""), "T/M BAN THƯỜNG VỤ / BÍ THƯ / B");
        assert_eq!(told(&world, "DS02", ""), "T/M BAN THƯỜNG VỤ / PHÓ BÍ THƯ / A");
        assert_eq!(told(&world, "QD-DU", "DU"), "T/M ĐẢNG ỦY / PHÓ BÍ THƯ / A", "the body's own");
        world.workspace.signature.push(said("", "du", "", "", "C"));
        assert_eq!(told(&world, "QD-DU", "DU"), "T/M ĐẢNG ỦY / PHÓ BÍ THƯ / C");
    }
}
