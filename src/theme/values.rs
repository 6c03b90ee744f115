//! From views to values of the template engine.
//!
//! The engine has a conversion of its own. This one converts what pages share once for all of them,
//! which spares most of it. The fields of a struct come in the order in which it has them.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::sync::OnceLock;

use serde::ser::{self, Impossible, Serialize, Serializer};
use tera::Value;
use tera::value::Key;

use crate::view::SHARED;

/// Converts views of one language; threads may share it.
#[derive(Debug)]
pub(super) struct Values {
    /// What pages share, by place.
    shared: Vec<OnceLock<Value>>,
}

impl Values {
    /// A conversion of views that share up to so many values.
    pub(super) fn new(shared: usize) -> Self {
        Self { shared: std::iter::repeat_with(OnceLock::new).take(shared).collect() }
    }

    /// Converts a view.
    pub(super) fn value(&self, view: &impl Serialize) -> Result<Value, Unfit> {
        view.serialize(self)
    }
}

/// A value that no template could read.
#[derive(Debug)]
pub(super) struct Unfit(String);

impl Unfit {
    /// A kind of value that no view has.
    fn kind(kind: &str) -> Self {
        Self(format!("views have no {kind}"))
    }
}

impl Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

impl ser::Error for Unfit {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl<'a> Serializer for &'a Values {
    type Ok = Value;
    type Error = Unfit;
    type SerializeSeq = Elements<'a>;
    type SerializeTuple = Impossible<Value, Unfit>;
    type SerializeTupleStruct = Impossible<Value, Unfit>;
    type SerializeTupleVariant = Impossible<Value, Unfit>;
    type SerializeMap = Entries<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Impossible<Value, Unfit>;

    fn serialize_bool(self, value: bool) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_i8(self, value: i8) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_u8(self, value: u8) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_f32(self, value: f32) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_char(self, value: char) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_str(self, value: &str) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<Value, Unfit> {
        Err(Unfit::kind("bytes"))
    }

    fn serialize_none(self) -> Result<Value, Unfit> {
        Ok(Value::none())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, Unfit> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, Unfit> {
        Ok(Value::none())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Value, Unfit> {
        Ok(Value::none())
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Value, Unfit> {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<Value, Unfit> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        _variant: &'static str,
        value: &T,
    ) -> Result<Value, Unfit> {
        if name != SHARED {
            return Err(Unfit::kind("untagged variants"));
        }
        let slot = usize::try_from(index).ok().and_then(|place| self.shared.get(place));
        if let Some(known) = slot.and_then(OnceLock::get) {
            return Ok(known.clone());
        }
        let value = value.serialize(self)?;
        Ok(slot.map_or(value.clone(), |slot| slot.get_or_init(|| value).clone()))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Elements<'a>, Unfit> {
        let elements = Vec::with_capacity(length.unwrap_or(0));
        Ok(Elements { values: self, elements })
    }

    fn serialize_tuple(self, _length: usize) -> Result<Self::SerializeTuple, Unfit> {
        Err(Unfit::kind("tuples"))
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleStruct, Unfit> {
        Err(Unfit::kind("tuple structs"))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleVariant, Unfit> {
        Err(Unfit::kind("tuple variants"))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Entries<'a>, Unfit> {
        Ok(Entries { values: self, map: BTreeMap::new(), key: None })
    }

    fn serialize_struct(
        self,
        _name: &'static str,
        length: usize,
    ) -> Result<Fields<'a>, Unfit> {
        Ok(Fields { values: self, fields: Vec::with_capacity(length) })
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeStructVariant, Unfit> {
        Err(Unfit::kind("untagged variants"))
    }
}

/// A list that is being converted.
pub(super) struct Elements<'a> {
    /// What converts its elements.
    values: &'a Values,
    /// The elements so far.
    elements: Vec<Value>,
}

impl ser::SerializeSeq for Elements<'_> {
    type Ok = Value;
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
    ) -> Result<(), Unfit> {
        self.elements.push(value.serialize(self.values)?);
        Ok(())
    }

    fn end(self) -> Result<Value, Unfit> {
        Ok(self.elements.into())
    }
}

/// A map that is being converted; its keys are texts.
pub(super) struct Entries<'a> {
    /// What converts its values.
    values: &'a Values,
    /// The entries so far.
    map: BTreeMap<String, Value>,
    /// The key whose value comes next.
    key: Option<String>,
}

impl ser::SerializeMap for Entries<'_> {
    type Ok = Value;
    type Error = Unfit;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unfit> {
        let key = key.serialize(self.values)?;
        let text = key.as_str().ok_or_else(|| Unfit::kind("keys but texts"))?;
        self.key = Some(text.to_owned());
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        let key = self.key.take().ok_or_else(|| Unfit::kind("values without key"))?;
        self.map.insert(key, value.serialize(self.values)?);
        Ok(())
    }

    fn end(self) -> Result<Value, Unfit> {
        Ok(self.map.into())
    }
}

/// A struct that is being converted.
pub(super) struct Fields<'a> {
    /// What converts its fields.
    values: &'a Values,
    /// The fields so far.
    fields: Vec<(FieldName, Value)>,
}

/// The name of a field, in the order of the fields: the engine takes maps in order alone, and this
/// order costs no comparison of texts.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct FieldName {
    /// How many fields stand before it.
    place: usize,
    /// The name.
    name: &'static str,
}

impl From<FieldName> for Key<'static> {
    fn from(field: FieldName) -> Self {
        field.name.into()
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = Value;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unfit> {
        let name = FieldName { place: self.fields.len(), name: key };
        self.fields.push((name, value.serialize(self.values)?));
        Ok(())
    }

    fn end(self) -> Result<Value, Unfit> {
        Ok(BTreeMap::from_iter(self.fields).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    enum Shape {
        Round { radius: u8 },
        Long { name: Option<String>, ends: Vec<Point> },
        Point(Point),
    }

    #[derive(Clone, serde::Serialize)]
    struct Point {
        x: i64,
        y: f64,
    }

    #[test]
    fn converts_as_the_engine_does() {
        let values = Values::new(0);
        let point = Point { x: -1, y: 0.5 };
        let shapes = [
            Shape::Round { radius: 3 },
            Shape::Long { name: None, ends: vec![point.clone(), point.clone()] },
            Shape::Long { name: Some("ä".to_owned()), ends: vec![] },
            Shape::Point(point),
            Shape::Round { radius: 4 },
        ];
        for shape in &shapes {
            let ours = values.value(shape).expect("fits");
            assert_eq!(ours, Value::from_serializable(shape));
        }
        let map = BTreeMap::from([("a", true), ("b", false)]);
        assert_eq!(values.value(&map).expect("fits"), Value::from_serializable(&map));
    }

    #[test]
    fn converts_what_is_shared_once() {
        struct Counted<'a>(&'a std::cell::Cell<usize>);
        impl Serialize for Counted<'_> {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                self.0.set(self.0.get() + 1);
                to.serialize_newtype_variant(SHARED, 1, "shared", "x")
            }
        }
        let count = std::cell::Cell::new(0);
        let values = Values::new(2);
        for _ in 0..2 {
            assert_eq!(values.value(&Counted(&count)).expect("fits"), Value::from("x"));
        }
        assert_eq!(values.shared[1].get(), Some(&Value::from("x")));
        assert!(values.shared[0].get().is_none());
    }
}
